//! Documents, or a recorded AdmissionReview → reviews and the inventory that they are judged against.
//!
//! A review is one change to one object, in the form that rules are given: Lists opened, null members removed, the namespace
//! filled in. Nothing is judged here, and nothing is left out in silence: what is no object is named.
//!
//! Three ways users will break it: documents that look like objects and are not (no `apiVersion`, a list of hosts) are counted
//! and named; the same object twice in one scope: the later one is in the inventory, as `kubectl apply` would leave it;
//! namespaces missing here and written there: both mean the scope's namespace.

mod admission;
mod inventory;
mod objects;

pub use admission::{AdmissionError, admission_review};
pub use inventory::{Completeness, Inventory, InventoryBuilder, TRAVELLING, inventory_from_documents};
pub use objects::{Found, Names, Review, objects_in, objects_with};
