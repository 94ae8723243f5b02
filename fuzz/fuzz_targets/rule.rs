//! Any bytes as a rule's module. What must hold is said in `tidegate::policy::fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(broken) = tidegate::policy::fuzz::module_any(bytes) {
        panic!("{broken}");
    }
});
