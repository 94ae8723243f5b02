//! Rebuilds when a policy file comes, goes or changes: they are compiled into the binary.

fn main() {
    println!("cargo::rerun-if-changed=policies");
}
