//! The program: everything is in the library, so that tests and benches reach it.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    #[cfg(unix)]
    without_backtraces_of_errors();
    tidegate::cli::main(std::env::args_os())
}

/// With `RUST_BACKTRACE` set every error value takes a backtrace, and regorus' parser makes thousands that it throws away: a
/// start takes six times as long. A panic's backtrace is not touched. The variable is read once and by the standard
/// library, so the process is begun anew with the other one set.
#[cfg(unix)]
fn without_backtraces_of_errors() {
    use std::os::unix::process::CommandExt;

    if std::env::var_os("RUST_BACKTRACE").is_none() || std::env::var_os("RUST_LIB_BACKTRACE").is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // Gives back control only where it fails; then everything works, slowly.
        let _ = std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env("RUST_LIB_BACKTRACE", "0")
            .exec();
    }
}
