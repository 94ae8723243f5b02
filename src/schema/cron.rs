//! Schedules of CronJobs, as Kubernetes' cron library reads them: five fields, or a word.
//!
//! Source: github.com/robfig/cron v3, `ParseStandard`.

/// Least and greatest number of a field, and the names that stand for its numbers from the least on.
const FIELDS: [(u32, u32, &[&str]); 5] = [
    (0, 59, &[]),
    (0, 23, &[]),
    (1, 31, &[]),
    (1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

const WORDS: &[&str] = &["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// Whether a text is a schedule.
pub(super) fn is_schedule(text: &str) -> bool {
    if let Some(word) = text.strip_prefix("@every ") {
        return super::formats::of("go-duration").is_some_and(|duration| (duration.fits)(word));
    }
    if text.starts_with('@') {
        return WORDS.contains(&text);
    }
    // A time zone before the fields is refused elsewhere, or tolerated: it is no mistake of this syntax.
    let fields = match text.split_once(' ') {
        Some((zone, rest)) if zone.starts_with("TZ=") || zone.starts_with("CRON_TZ=") => rest,
        _ => text,
    };
    let fields: Vec<&str> = fields.split_whitespace().collect();
    fields.len() == FIELDS.len()
        && fields.iter().zip(FIELDS).all(|(field, bounds)| field.split(',').all(|part| is_part(part, bounds)))
}

/// `*`, a number, a range, each with a step behind a slash.
fn is_part(part: &str, (least, greatest, names): (u32, u32, &[&str])) -> bool {
    let number = |text: &str| {
        let lower = text.to_lowercase();
        let by_name = names.iter().position(|name| *name == lower).and_then(|at| u32::try_from(at).ok());
        by_name.map(|at| at + least).or_else(|| text.parse().ok())
    };
    let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
    if step.is_some_and(|step| step.parse::<u32>().map_or(true, |step| step == 0)) {
        return false;
    }
    if range == "*" || range == "?" {
        return true;
    }
    let (from, to) = range.split_once('-').map_or((range, None), |(from, to)| (from, Some(to)));
    let Some(from) = number(from) else { return false };
    let to = match to {
        Some(text) => number(text),
        None => Some(from),
    };
    to.is_some_and(|to| from >= least && to <= greatest && from <= to)
}

#[cfg(test)]
mod tests {
    use super::is_schedule;

    #[test]
    fn schedules_are_five_fields_or_a_word() {
        for text in [
            "15 3 * * *",
            "*/5 0-23/2 1,15 jan-mar MON-FRI",
            "@daily",
            "@every 1h30m",
            "0 0 ? * 0",
            "TZ=UTC 0 0 * * *",
        ] {
            assert!(is_schedule(text), "{text}");
        }
        for text in [
            "",
            "* * * *",
            "* * * * * *",
            "155 3 * * *",
            "0 24 * * *",
            "0 0 0 * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "@dayly",
            "0 0 * * 7",
            "a * * * *",
        ] {
            assert!(!is_schedule(text), "{text}");
        }
    }
}
