# exec lets the program take the place of the shell.
FROM python:3.14-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
ENTRYPOINT ["/bin/sh", "-c", "python manage.py check --deploy && exec gunicorn --bind 0.0.0.0:8000 shop.wsgi"]
