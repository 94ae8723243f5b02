//! "Did you mean": the known word that a mistyped one is nearest to.

/// The choice that `word` was probably meant to be: the nearest one, if it is near enough to be a slip.
///
/// Upper and lower case, `-` and `_` do not count, and a word in the wrong number (`rule` for `rules`) is near; so is
/// the beginning of a longer word (`warn` for `warning`). Of equally near choices the first wins. A word that is a choice has no other meaning: the answer is `None`.
pub fn nearest<'a>(word: &str, choices: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let wanted = plain(word);
    let mut best: Option<(usize, &str)> = None;
    for choice in choices {
        if choice == word {
            return None;
        }
        let choice_plain = plain(choice);
        let short_for = wanted.chars().count() > 2 && choice_plain.starts_with(&wanted);
        let distance = strsim::osa_distance(&wanted, &choice_plain);
        let distance = if short_for { distance.min(1) } else { distance };
        if distance <= slips_allowed(&wanted) && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, choice));
        }
    }
    best.map(|(_, choice)| choice)
}

/// One slip in a short word, and one more for every five letters, at most three. None in the shortest: `no` is not `on`.
fn slips_allowed(word: &str) -> usize {
    match word.chars().count() {
        0..=2 => 0,
        letters => (1 + letters / 5).min(3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &[&str] = &["profile", "packs", "rules", "severity", "rules_as_of", "pod_template"];

    #[test]
    fn a_slip_finds_its_word() {
        for (word, meant) in [
            ("profil", "profile"),
            ("porfile", "profile"),
            ("rule", "rules"),
            ("Severity", "severity"),
            ("rules-as-of", "rules_as_of"),
            ("podTemplate", "pod_template"),
            ("sevrity", "severity"),
            ("pod", "pod_template"),
        ] {
            assert_eq!(nearest(word, KEYS.iter().copied()), Some(meant), "{word}");
        }
    }

    #[test]
    fn a_word_far_from_all_has_no_suggestion() {
        for word in ["", "x", "exclude", "helm", "profile"] {
            assert_eq!(nearest(word, KEYS.iter().copied()), None, "{word}");
        }
        assert_eq!(nearest("no", ["on", "off"]), None);
    }
}
