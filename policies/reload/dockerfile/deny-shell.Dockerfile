# SIGTERM ends at the shell, and SIGKILL gives no program the time to end.
FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY dist ./dist
# <- finding
STOPSIGNAL SIGKILL
# <- finding
ENTRYPOINT node dist/migrate.js && node dist/server.js
