# The last stage is made from the one for development: its tools and variables come along.
FROM node:24 AS base
WORKDIR /app
# <- finding
RUN npm install -g nodemon
# <- finding
ENV NODE_OPTIONS="--inspect=0.0.0.0:9229"
COPY . .

FROM base
CMD ["node", "server.js"]
