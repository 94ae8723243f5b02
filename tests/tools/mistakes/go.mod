module tidegate.dev/tests/tools/mistakes

go 1.26.0

tool tidegate.dev/tests/tools/mistakes
