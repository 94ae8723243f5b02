//! `strings.count`, which panics in regorus for an empty search text.

use anyhow::bail;
use regorus::Value;

/// Non-overlapping occurrences of a text; for an empty one the number of characters and one more, as Go counts.
pub(super) fn strings_count(arguments: &[Value]) -> anyhow::Result<Value> {
    match arguments {
        [Value::String(text), Value::String(wanted)] if wanted.is_empty() => {
            Ok(Value::from(text.chars().count() + 1))
        }
        [Value::String(text), Value::String(wanted)] => Ok(Value::from(text.matches(&**wanted).count())),
        _ => bail!("strings.count: both operands must be strings"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_go_does() {
        for (text, wanted, count) in
            [("cheese", "e", 3_u32), ("five", "", 5), ("", "", 1), ("aaaa", "aa", 2), ("日本", "", 3)]
        {
            let counted = strings_count(&[Value::from(text), Value::from(wanted)]).unwrap();
            assert_eq!(counted, Value::from(u64::from(count)), "{text:?} in {wanted:?}");
        }
        assert!(strings_count(&[Value::Null, Value::from("a")]).is_err());
    }
}
