//! Functions that make a list from two numbers, with a bound: the time limit cannot interrupt a built-in.

use anyhow::{bail, ensure};
use regorus::Value;
use regorus::value::Array;

/// The longest list.
const LONGEST: u64 = 1_000_000;

/// `numbers.range(a, b)`: from a to b, both included, downwards where b is less.
pub(super) fn range(arguments: &[Value]) -> anyhow::Result<Value> {
    match arguments {
        [from, to] => stepped(integer(from)?, integer(to)?, 1),
        _ => bail!("numbers.range takes two operands"),
    }
}

/// `numbers.range_step(a, b, step)`: as `range`, with a step greater than zero.
pub(super) fn range_step(arguments: &[Value]) -> anyhow::Result<Value> {
    match arguments {
        [from, to, step] => {
            let step = u64::try_from(integer(step)?).unwrap_or(0);
            ensure!(step > 0, "numbers.range_step: step must be a positive integer");
            stepped(integer(from)?, integer(to)?, step)
        }
        _ => bail!("numbers.range_step takes three operands"),
    }
}

fn integer(value: &Value) -> anyhow::Result<i64> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Ok(integer),
            None => bail!("numbers.range: operand must be an integer"),
        },
        _ => bail!("numbers.range: operand must be a number"),
    }
}

fn stepped(from: i64, to: i64, step: u64) -> anyhow::Result<Value> {
    let length = (from.abs_diff(to) / step).saturating_add(1);
    ensure!(length <= LONGEST, "numbers.range: {length} items are more than the {LONGEST} allowed");
    let sign: i128 = if to < from { -1 } else { 1 };
    let items = (0..length).map(|n| Value::from(i128::from(from) + sign * i128::from(n) * i128::from(step)));
    Ok(items.collect::<Array>().into_value())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Value {
        Value::from_json_str(text).unwrap()
    }

    #[test]
    fn ranges_run_both_ways_and_stop_at_the_bound() {
        let n = |n: i64| Value::from(n);
        assert_eq!(range(&[n(2), n(4)]).unwrap(), json("[2,3,4]"));
        assert_eq!(range(&[n(1), n(-1)]).unwrap(), json("[1,0,-1]"));
        assert_eq!(range_step(&[n(0), n(5), n(2)]).unwrap(), json("[0,2,4]"));
        assert!(range_step(&[n(0), n(5), n(0)]).is_err());
        assert!(range(&[n(0), n(2_000_000)]).unwrap_err().to_string().contains("more than"));
        assert!(range(&[n(i64::MIN), n(i64::MAX)]).is_err());
    }
}
