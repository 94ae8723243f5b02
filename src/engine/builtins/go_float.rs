//! Floats as Go's `strconv.FormatFloat` writes them.

/// `%e`: one digit, point, digits, an exponent of at least two digits; shortest that reads back without a precision.
pub(super) fn exponent(f: f64, precision: Option<usize>, letter: char) -> String {
    let text = precision.map_or_else(|| format!("{f:e}"), |precision| format!("{f:.precision$e}"));
    let Some((mantissa, exponent)) = text.split_once('e') else { return special(f) };
    let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
    format!("{mantissa}{letter}{sign}{digits:0>2}")
}

/// `%g`: as `%e` for exponents below -4 and from the precision on (from 6 on for the shortest form), else plain.
pub(super) fn general(f: f64, precision: Option<usize>, letter: char) -> String {
    if !f.is_finite() {
        return special(f);
    }
    let shortest = exponent(f, precision.map(|p| p.max(1) - 1), letter);
    let Some((mantissa, power)) = shortest.split_once(letter) else { return shortest };
    let power: i32 = power.parse().unwrap_or(0);
    let digits = mantissa.chars().filter(char::is_ascii_digit).count();
    let threshold = match precision {
        None => SHORTEST_THRESHOLD,
        Some(p) if p > digits && i32::try_from(digits).unwrap_or(i32::MAX) > power => digits,
        Some(p) => p.max(1),
    };
    if power < -4 || power >= i32::try_from(threshold).unwrap_or(i32::MAX) {
        let trimmed = trim(mantissa);
        return format!("{trimmed}{letter}{}{:02}", if power < 0 { '-' } else { '+' }, power.abs());
    }
    match precision {
        None => format!("{f}"),
        Some(p) => {
            let after = i32::try_from(p.max(1)).unwrap_or(i32::MAX) - 1 - power;
            trim(&format!("{f:.*}", usize::try_from(after).unwrap_or(0)))
        }
    }
}

/// From this exponent on the shortest form is written with an exponent.
const SHORTEST_THRESHOLD: usize = 6;

fn trim(digits: &str) -> String {
    if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        digits.to_owned()
    }
}

fn special(f: f64) -> String {
    if f.is_nan() {
        "NaN".to_owned()
    } else if f > 0.0 {
        "+Inf".to_owned()
    } else {
        "-Inf".to_owned()
    }
}
