package tidegate.lib.migrations_test

import data.tidegate.lib.argv
import data.tidegate.lib.migrations

found(line) := migrations.migration(argv.started(split(line, " "))[0])

test_tools_and_what_they_are_told if {
	found("flyway -url=jdbc:x migrate") == "flyway migrate"
	every line in [
		"alembic upgrade head",
		"python -m alembic upgrade head",
		"liquibase --changelog-file=a.xml update",
		"goose -dir migrations postgres dsn up",
		"dbmate --wait up",
		"atlas migrate apply --url x",
		"npx prisma migrate deploy",
		"npx prisma db push",
		"npx knex migrate:latest",
		"npx sequelize-cli db:migrate",
		"npx typeorm migration:run -d a.js",
		"bundle exec rake db:migrate",
		"bin/rails db:prepare",
		"python manage.py migrate --noinput",
		"./manage.py migrate",
		"django-admin migrate",
		"flask db upgrade",
		"php artisan migrate --force",
		"php bin/console doctrine:migrations:migrate -n",
		"mix ecto.migrate",
		"dotnet ef database update",
		"migrate -path /m -database dsn up",
		"temporal-sql-tool update-schema -d /s",
		"airflow db migrate",
		"superset db upgrade",
		"sqlx migrate run",
		"./node_modules/.bin/prisma migrate deploy",
		"node node_modules/.bin/prisma migrate deploy",
	] {
		found(line)
	}
}

test_scripts_and_programs_of_ones_own if {
	found("npm run db:migrate") == `the script "db:migrate" of package.json`
	found("yarn migrate") == `the script "migrate" of package.json`
	found("/app/migrate") == "migrate"
	found("/app/migrate.sh") == "migrate.sh"
	found("node dist/migrate.js") == "migrate.js"
	found("python run_migrations.py") == "run_migrations.py"
	found("/app/db-migrate-db") == "db-migrate-db"
	found("/app/shop migrate") == "shop migrate"
	found("/app/shop db migrate") == "shop migrate"
	found("hydra migrate sql -e --yes") == "hydra migrate"
	found("./shop run-migrations") == "shop run-migrations"
}

test_an_argument_alone_is_no_program if {
	not migrations.migration({"program": "migrate", "words": ["migrate"], "assumed": true})
	migrations.migration({"program": "migrate", "words": ["migrate"], "assumed": false}) == "migrate"
	migrations.migration({"program": "migrate.sh", "words": ["migrate.sh"], "assumed": true}) == "migrate.sh"
}

test_what_only_looks_or_waits if {
	every line in [
		"flyway info",
		"flyway validate",
		"alembic current",
		"alembic upgrade head --help",
		"goose status",
		"python manage.py migrate --check",
		"python manage.py showmigrations",
		"python manage.py runserver",
		"airflow db check-migrations",
		"airflow scheduler",
		"npm run migrate:status",
		"npm run build",
		"npm migrate",
		"npx prisma generate",
		"atlas migrate lint",
		"rails server",
		"rake assets:precompile",
		"dotnet shop.dll update",
		"dotnet ef migrations list",
		"/app/shop migrate status",
		"/app/shop serve --migrate",
		"/app/shop serve --log x migrate",
		"/app/wait-for-migrations.sh",
		"migrate version",
		"flask db migrate",
		"web ef database update",
		"dotnet web database update",
		"dotnet ef context update",
		"web run migrate-all",
		"node server.js",
		"echo migrate",
		"upgrade",
	] {
		not found(line)
	}
}

test_scripts_are_looked_at_for_every_tool if {
	every tool, verbs in data.lib.migrations.tools {
		every verb in verbs { argv.is_telling(concat(" ", [tool, verb])) }
	}
}
