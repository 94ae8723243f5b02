module tidegate.dev/tests/tools/dryrun

go 1.26.0

tool tidegate.dev/tests/tools/dryrun
