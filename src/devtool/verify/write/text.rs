//! For people: what failed in full, what is wrong with the tests, and counts.

use std::io::{self, Write};

use super::WriteOptions;
use crate::devtool::verify::{CoverageReport, Ending, Mutation, Test, Verified};

/// Lines of one file that are named; more are counted.
const NAMED: usize = 30;

pub(super) fn write(sink: &mut dyn Write, verified: &Verified, options: &WriteOptions) -> io::Result<()> {
    for test in &verified.tests {
        if options.verbose || test.ending != Ending::Pass {
            write_test(sink, test)?;
        }
    }
    for problem in &verified.problems {
        writeln!(sink, "WRONG {}", problem.message)?;
        writeln!(sink, "      {}:{}", problem.file, problem.line)?;
        writeln!(sink, "      {}", problem.help)?;
    }
    if let Some(mutation) = &verified.mutation {
        for mutant in &mutation.survivors {
            let first = mutant.expression.lines().next().unwrap_or_default();
            let more = if mutant.expression.contains('\n') { " …" } else { "" };
            writeln!(sink, "ALIVE no test notices when this is {}: {first}{more}", mutant.change.as_str())?;
            writeln!(sink, "      {}:{}", mutant.file, mutant.line)?;
        }
    }
    if let Some(coverage) = &verified.coverage {
        write_coverage(sink, coverage, options.verbose)?;
    }
    write_slowest(sink, &verified.tests, options.slowest)?;
    write_summary(sink, verified)
}

fn write_test(sink: &mut dyn Write, test: &Test) -> io::Result<()> {
    let word = match test.ending {
        Ending::Pass => "pass ",
        Ending::Fail => "FAIL ",
        Ending::Error => "ERROR",
        Ending::Skip => "skip ",
    };
    writeln!(sink, "{word} {}", test.name)?;
    if test.ending == Ending::Pass && test.prints.is_empty() {
        return Ok(());
    }
    writeln!(sink, "      {}:{}", test.file, test.line)?;
    if test.ending == Ending::Skip {
        return writeln!(sink, "      still to be written");
    }
    for line in &test.message {
        writeln!(sink, "      {line}")?;
    }
    for line in test.prints.iter().flat_map(|print| print.lines()) {
        writeln!(sink, "      print: {line}")?;
    }
    Ok(())
}

fn write_coverage(sink: &mut dyn Write, coverage: &CoverageReport, verbose: bool) -> io::Result<()> {
    for file in &coverage.files {
        if file.not_covered.is_empty() && !verbose {
            continue;
        }
        write!(sink, "lines {:5.1}% {}", rounded(file.percent()), file.file)?;
        if file.not_covered.is_empty() {
            writeln!(sink)?;
        } else {
            writeln!(sink, ", not evaluated: {}", ranges(&file.not_covered))?;
        }
    }
    Ok(())
}

/// Never rounded up to what is not reached.
fn rounded(percent: f64) -> f64 {
    (percent * 10.0).floor() / 10.0
}

/// `3, 7-9`.
fn ranges(lines: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => parts.push((*line, *line)),
        }
    }
    let shown: Vec<String> = parts
        .iter()
        .take(NAMED)
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    let more =
        if parts.len() > NAMED { format!(" and {} more places", parts.len() - NAMED) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

fn write_slowest(sink: &mut dyn Write, tests: &[Test], count: usize) -> io::Result<()> {
    let mut slowest: Vec<&Test> = tests.iter().filter(|test| test.ending != Ending::Skip).collect();
    slowest.sort_by_key(|test| std::cmp::Reverse(test.took));
    for test in slowest.into_iter().take(count) {
        writeln!(sink, "{:8.1} ms {}", test.took.as_secs_f64() * 1000.0, test.name)?;
    }
    Ok(())
}

fn write_summary(sink: &mut dyn Write, verified: &Verified) -> io::Result<()> {
    let count = |ending| verified.count(ending);
    let ran = verified.tests.len() - count(Ending::Skip);
    if ran == 0 {
        writeln!(sink, "nothing ran: there is no test and no example, or --run finds none")?;
    } else {
        let numbers = [
            (count(Ending::Pass), "passed"),
            (count(Ending::Fail), "failed"),
            (count(Ending::Error), "raised an error"),
            (count(Ending::Skip), "still to be written"),
        ];
        let parts: Vec<String> = numbers
            .into_iter()
            .filter(|(number, word)| *number > 0 || *word == "passed")
            .map(|(number, word)| format!("{number} {word}"))
            .collect();
        writeln!(sink, "{}: {}", counted(ran, "test and example", "tests and examples"), parts.join(", "))?;
    }
    if !verified.problems.is_empty() {
        writeln!(
            sink,
            "{} wrong with the tests",
            counted(verified.problems.len(), "thing is", "things are")
        )?;
    }
    if let Some(coverage) = &verified.coverage {
        let (covered, all) = coverage.lines();
        write!(sink, "{:.1}% of the lines were evaluated: {covered} of {all}", rounded(coverage.percent()))?;
        match coverage.threshold {
            Some(threshold) if coverage.is_below() => writeln!(sink, "; {threshold}% are asked for")?,
            _ => writeln!(sink)?,
        }
    }
    verified.mutation.as_ref().map_or(Ok(()), |mutation| write_mutation(sink, mutation))
}

fn write_mutation(sink: &mut dyn Write, mutation: &Mutation) -> io::Result<()> {
    let noticed = mutation.tried - mutation.survivors.len();
    write!(
        sink,
        "{noticed} of {} noticed",
        counted(mutation.tried, "changed expression", "changed expressions")
    )?;
    match mutation.invalid {
        0 => writeln!(sink),
        more => writeln!(sink, "; {} not compile", counted(more, "more does", "more do")),
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_named_as_ranges() {
        assert_eq!(ranges(&[3, 7, 8, 9, 11]), "3, 7-9, 11");
        let many: Vec<u32> = (0..40).map(|n| n * 2).collect();
        assert!(ranges(&many).ends_with("58 and 10 more places"));
    }

    #[test]
    fn a_percentage_is_never_rounded_up() {
        assert!((rounded(99.96) - 99.9).abs() < 1e-9);
    }
}
