//! What is generated below `schemas/`: that it is current and that it hangs together.

mod generated;
mod given;
mod hostile;
mod kinds;
