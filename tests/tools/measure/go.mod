module tidegate.dev/tests/tools/measure

go 1.26.0

tool tidegate.dev/tests/tools/measure
