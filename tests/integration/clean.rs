//! The clean application: what is well done is left in peace, by every rule of the standard profile.

use serde_json::{Value, json};

use crate::support::program::tidegate;

#[test]
fn nothing_is_found_not_even_something_to_note() {
    let run = tidegate().args(["check", "--no-config", "-o", "json", "testdata/clean"]).run();
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let nothing = json!({"error": 0, "warning": 0, "info": 0, "waived": 0});
    assert_eq!(report["summary"]["findings"], nothing, "{report:#}");
    assert_eq!(report["summary"]["scopes"], 1);
    assert!(report["summary"]["objects"].as_u64().is_some_and(|objects| objects >= 8));
}
