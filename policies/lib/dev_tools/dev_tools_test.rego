package tidegate.lib.dev_tools_test

import data.tidegate.lib.argv
import data.tidegate.lib.dev_tools

first(vector) := argv.started(vector)[0]

watcher(line) := dev_tools.watcher(first(split(line, " ")))

runner(line) := dev_tools.runner(first(split(line, " ")))

debugger(line) := dev_tools.debugger(first(split(line, " ")))

test_programs_that_always_watch if {
	every line in [
		"air",
		"/go/bin/air -c .air.toml",
		"CompileDaemon --build=make --command=./app",
		"compiledaemon",
		"gow run .",
		"wgo run .",
		"modd",
		"entr -r ./app",
		"nodemon server.js",
		"npx nodemon server.js",
		"ts-node-dev src/index.ts",
		"tsnd src/index.ts",
		"watchexec -r -- ./app",
		"arelo -p **/*.go -- ./app",
		"cargo-watch -x run",
	] {
		watcher(line)
	}
	watcher("/go/bin/air -d") == "air"
}

test_programs_that_watch_when_told_to if {
	watcher("uvicorn app:app --reload") == "uvicorn with --reload"
	watcher("python -m uvicorn --reload app:app") == "uvicorn with --reload"
	watcher("gunicorn --reload wsgi") == "gunicorn with --reload"
	watcher("node --watch server.js") == "node with --watch"
	watcher("node --watch-path=./src server.js") == "node with --watch-path"
	watcher("node -r dotenv/config --watch server.js") == "node with --watch"
	watcher("fresh") == "fresh"
	watcher("fresh -c runner.conf") == "fresh with -c"
	watcher("reflex -r \\.go$ -s -- ./app") == "reflex with -r"
	watcher("realize start --run") == "realize start"
	watcher("tsx watch src/index.ts") == "tsx watch"
	watcher("vite") == "vite"
	watcher("vite --host") == "vite with --host"
	watcher("next dev -p 3000") == "next dev"
	watcher("flask --debug run") == "flask with --debug"
	watcher("flask run --reload") == "flask with --reload"
	watcher("fastapi dev main.py") == "fastapi dev"
	watcher("reflex -d fancy -r \\.go$ -- ./app") == "reflex with -r"
	watcher("uwsgi --http :8080 --py-autoreload=1") == "uwsgi with --py-autoreload"
	watcher("reflex -c reflex.conf") == "reflex with -c"
	watcher("gin --appPort 8080 run main.go") == "gin with --appPort"
	watcher("FLASK_DEBUG=1 flask run") == "flask with FLASK_DEBUG=1"
	watcher("nodemon --signal SIGUSR1 app.js") == "nodemon"
	watcher("nodemon -V server.js") == "nodemon"
	watcher("nodemon server.js") == "nodemon"
	watcher("chokidar src -c make") == "chokidar with -c"
	watcher("dotnet watch run") == "dotnet watch"
	watcher("cargo watch -x run") == "cargo watch"
	watcher("watchmedo auto-restart -- celery") == "watchmedo auto-restart"
	watcher("deno run --watch main.ts") == "deno with --watch"
	watcher("deno run --watch=a main.ts") == "deno with --watch"
}

test_programs_that_do_not if {
	every line in [
		"airflow scheduler",
		"repair",
		"/air/server",
		"uvicorn app:app",
		"uvicorn app:app --reload-dir src",
		"gunicorn wsgi --reload-engine poll",
		"node server.js --watch",
		"node server.js",
		"reflex run --env prod",
		"fresh serve",
		"vite build",
		"vite preview --host",
		"next start",
		"tsx src/index.ts",
		"flask run",
		"flask --debug run --no-reload",
		"fastapi run main.py",
		"dotnet app.dll",
		"cargo build",
		"watchmedo log",
		"kubectl get pods --watch",
		"npm start",
		"npm run",
		"yarn",
		"yarn workspace web build",
		"pnpm --filter dev build",
		"npm run start:prod",
		"npm run build",
		"yarn start",
		"java -jar app.jar",
		"entr nginx -s reload",
		"entr kill -HUP 1",
		"watchexec -- kill -SIGHUP 1",
		"rails server -e production",
		"rails server",
		"python manage.py migrate",
		"app run dev",
		"web nodemon app.js",
		"web s -e development",
		"rails console -e development",
		"rails server -b development",
		"npm add dev",
		"npm dev",
		"yarn add web dev",
		"next",
		"npm run build:dev",
		"npm run seed-dev",
		"flask run FLASK_ENV=production",
		"FLASK_DEBUG=1 gunicorn wsgi",
		"chokidar src",
		"air -v",
		"nodemon --version",
		"uvicorn app:app --reload=false",
		"node --watch=0 server.js",
	] {
		not watcher(line)
	}
}

test_scripts_of_packages if {
	every line in [
		"npm run dev",
		"npm run start:dev",
		"npm run dev:server",
		"npm run server:watch",
		"npm --prefix web run dev",
		"npm run --silent dev",
		"npm run dev -- run fast",
		"yarn dev",
		"yarn --cwd web dev",
		"yarn workspace web dev",
		"yarn run watch",
		"pnpm --filter web dev",
		"deno task dev",
		"composer run dev",
		"pnpm -F web run dev",
		"pnpm dev",
		"bun run dev",
	] {
		watcher(line)
	}
	watcher("npm run dev") == `the script "dev" of package.json`
	watcher("yarn nodemon server.js") == "nodemon"
	watcher("pnpm tsx watch a.ts") == "tsx watch"
	watcher("bun dev") == "bun dev"
}

test_servers_for_development if {
	watcher("python manage.py runserver 0.0.0.0:8000") == "the development server of Django"
	watcher("django-admin runserver") == "the development server of Django"
	watcher("rails server -e development") == "rails server in development"
	watcher("java -Dspring.devtools.restart.enabled=true -jar app.jar") == "Java with Spring's devtools"
	watcher("java -jar app.jar --spring.devtools.restart.enabled=true") == "Java with Spring's devtools"
	not watcher("web runserver")
}

test_what_compiles_first if {
	runner("go run .") == "go run"
	runner("go run -mod=vendor ./cmd/web") == "go run"
	runner("go -C /src run .") == "go run"
	runner("cargo run --release") == "cargo run"
	runner("./gradlew bootRun") == "gradlew with bootRun"
	runner("mvn spring-boot:run") == "mvn with spring-boot:run"
	not runner("go build .")
	not runner("go test run")
	not runner("mvn package")
}

loop(text) := dev_tools.watch_loop(argv.scripted(text))

test_home_made_loops if {
	loop("./app & while inotifywait -e modify -r .; do kill $!; go build && ./app & done") == "inotifywait"
	loop("fswatch -o src | while read f; do pkill -f app; ./app & done") == "fswatch"
	loop("inotifywait -m . | xargs kill -9") == "inotifywait"
	not loop("while inotifywait /etc/nginx; do nginx -s reload; done")
	not loop("while inotifywait /etc/nginx; do kill -HUP 1; done")
	not loop("while inotifywait /etc/x; do kill -s USR1 $(pidof x); done")
	not loop("while inotifywait /etc/x; do pkill --signal=SIGHUP x; done")
	not loop("while true; do kill $!; ./watch; done")
	not loop("inotifywait .; ./app")
}

test_debuggers if {
	every line in [
		"dlv exec ./app --headless --listen=:2345",
		"dlv debug",
		"dlv --listen=:2345 --headless=true exec ./app",
		"dlv attach 1",
		"gdbserver :1234 ./app",
		"gops 1",
		"node --inspect server.js",
		"node --inspect=0.0.0.0:9229 server.js",
		"node --inspect-brk server.js",
		"node inspect server.js",
		"nodemon --inspect server.js",
		"python -m debugpy --listen 0.0.0.0:5678 app.py",
		"debugpy --listen 5678 app.py",
		"python3 -m pdb app.py",
		"rdbg --open -- app.rb",
		"ruby -r debug/open app.rb",
		"java -agentlib:jdwp=transport=dt_socket,server=y,address=*:5005 -jar app.jar",
		"java -Xrunjdwp:transport=dt_socket -jar app.jar",
		"catalina.sh jpda run",
		"npm run start:debug",
		"yarn debug",
		"php -d xdebug.mode=debug -S 0.0.0.0:80",
	] {
		debugger(line)
	}
	debugger("NODE_OPTIONS=--inspect=0.0.0.0 npm start") == "Node.js with its inspector"
	debugger("dlv exec ./app") == "dlv exec"
	debugger("java -agentlib:jdwp=x -jar a") == "Java with JDWP"
}

test_no_debuggers if {
	every line in [
		"dlv version",
		"node server.js --inspect",
		"node server.js inspect",
		"java -jar app.jar",
		"java -jar jdwp.jar",
		"catalina.sh run",
		"web --debug",
		"python app.py",
		"ruby app.rb",
		"npm run debugger-docs",
		"php -d xdebug.mode=off -S 0.0.0.0:80",
		"kubectl debug",
		"app run debug",
		"npm run debug-report",
		"web debug/open",
		"NODE_OPTIONS=--max-old-space-size=100 node server.js",
		"OPTIONS=--inspect web",
	] {
		not debugger(line)
	}
}

# A script is only cut into commands where it may hold one of these.
test_scripts_are_looked_at_for_every_program if {
	every kind in ["watchers", "runners", "debuggers"] {
		every program, entry in data.lib.dev_tools[kind] {
			every line in lines(program, entry) { argv.is_telling(line) }
		}
	}
}

lines(program, entry) := {concat(" ", [program, word]) |
	some part in ["first", "options", "anywhere"]
	some word in entry[part]
} | {program | some part in ["always", "alone"]; entry[part]}
