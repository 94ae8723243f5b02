//! What a server refuses for reasons that no schema can know. Named here before anything is compared: a refusal of one
//! of these classes that Tidegate does not share is counted and shown, but is no disagreement.

use super::server::{Answer, Cause};

/// A class, why no schema knows it, and the words that tell it: all of a row's occur in `KIND FIELD: MESSAGE`.
struct Class {
    name: &'static str,
    why: &'static str,
    told_by: &'static [&'static [&'static str]],
}

const CEL: &str = "CEL";
const ADMISSION: &str = "admission";

const CLASSES: [Class; 10] = [
    Class {
        name: ADMISSION,
        why: "an admission plugin says it (answer 403, and 422 for the levels of Pod Security)",
        told_by: &[&["labels[pod-security.kubernetes.io/"]],
    },
    Class {
        name: CEL,
        why: "a validation rule of a definition is a program, which Tidegate reports as not evaluated",
        told_by: &[],
    },
    Class {
        name: "immutable",
        why: "what may be set depends on the operation, not on the value",
        told_by: &[&["cannot be set on create"], &["field is immutable"], &["may not be changed"]],
    },
    Class {
        name: "another rule",
        why: "numbers against each other are for the packs `probes`, `rollout` and `reload` to tell, with reasons",
        told_by: &[
            &["Probe.successThreshold", "must be 1"],
            &["must not be set for readinessProbes"],
            &["Probe.terminationGracePeriodSeconds", "must be greater than 0"],
            &["must be greater than minReadySeconds"],
            &["must match `containerPort` when `hostNetwork` is true"],
        ],
    },
    Class {
        name: "reference",
        why: "something else has to exist under that name, in the object or in the cluster",
        told_by: &[&[": Not found"]],
    },
    Class {
        name: "alternatives",
        why: "which members stand for each other is said in the server's code only",
        told_by: &[
            &["must specify a handler type"],
            &["must specify one of: `"],
            &["exactly one of url or service is required"],
            &["must specify a volume type"],
            &["must specify a peer"],
            &["port name or number is required"],
            &["resource or service backend is required"],
            &["either `defaultBackend` or `rules` must be specified"],
            &["one of datasetName and datasetUUID is required"],
            &["one of fieldRef and resourceFieldRef is required"],
            &["must populate information for the given metric source"],
            &["must set either a target raw value or a target utilization"],
            &["must specify a positive target averageValue"],
            &["must specify `addresses` or `notReadyAddresses`"],
            &["resource rules must supply"],
            &["rules must supply at least one"],
            &["may not specify more than 1"],
        ],
    },
    Class {
        name: "relation",
        why: "what a field may hold depends on what another one holds",
        told_by: &[
            &["`selector` does not match template `labels`"],
            &["empty selector is invalid"],
            &["must be `spec.version+"],
            &["must be spec.names.plural+"],
            &["only v1 may have an empty group"],
            &["local APIServices may not have"],
            &["operator must be Exists when `key` is empty"],
            &["when `operator` is"],
            &["effect must be 'NoExecute' when"],
            &["without restartPolicy=Always"],
            &["Required value: valid values: \"OnFailure\", \"Never\""],
            &["must be less than or equal to"],
            &["must be greater than or equal to `minReplicas`"],
            &["cannot be 0 when"],
            &["must not specify other"],
            &["conflicting duplicate paths"],
            &["may not specify more than two policyTypes"],
            &["apiVersion must specify API group"],
            &["must contain unique version names"],
            &["must have exactly one version marked as storage version"],
            &["status.storedVersions"],
            // Only in a Secret of that type, a Service of that type, a subject of that kind, or beside another port.
            &["data[tls."],
            &["data[.dockerconfigjson]"],
            &["annotations[kubernetes.io/service-account.name]"],
            &["spec.externalName: Required value"],
            // Taken from the template's labels where there are any.
            &["ReplicationController spec.selector: Required value"],
            &["spec.ports: Required value"],
            &["subjects[", "].namespace: Required value"],
            &["].ports[", "].name: Required value"],
            &["spec.ports[", "].name: Required value"],
        ],
    },
    Class {
        name: "schema in a definition",
        why: "a CustomResourceDefinition's schema is checked by a validator of schemas, not by its own definition",
        told_by: &[&["openAPIV3Schema"]],
    },
    Class {
        name: "language",
        why: "the text is in a small language of its own, which the definitions do not name",
        told_by: &[
            &["spec.schedule: Invalid value"],
            &["unknown time zone"],
            &["error converting fieldPath"],
            &["only divisor's values"],
            &["must be a standard resource"],
            &["must be a valid IP address"],
            &["must be valid format"],
            &["must be a host:port pair"],
            &["clientConfig.service.path"],
            &["unable to load root certificates"],
            &["duplicate version"],
            &["must include at least one of v1"],
        ],
    },
    Class {
        name: "storage",
        why: "the server could not have stored it: size limits of the database and of the request",
        told_by: &[&["etcdserver: request is too large"], &["Request entity too large"]],
    },
];

/// Words of the validator of the schemas in definitions, and of what holds for every object.
const OF_SCHEMAS: [&str; 11] = [
    " in body ",
    "must be of type",
    "RFC 1123",
    "DNS-1035",
    "a valid label",
    "name part must",
    "prefix part",
    "must be an object for an array of list-type map",
    "Unsupported value",
    "Required value",
    "Duplicate value",
];

/// The class of an answer's reasons, if no schema can know any of them.
pub(super) fn beyond(answer: &Answer, custom: bool) -> Option<&'static str> {
    if answer.status == 403 {
        return Some(ADMISSION);
    }
    let reasons: Vec<&Cause> = answer.causes.iter().filter(|cause| !is_consequence(cause)).collect();
    if reasons.is_empty() {
        return class_of(&answer.message, false);
    }
    let kind = answer.message.split(['.', ' ']).next().unwrap_or_default();
    let said = |cause: &Cause| format!("{kind} {}: {}", cause.field, cause.message);
    let classes: Option<Vec<_>> = reasons.iter().map(|cause| class_of(&said(cause), custom)).collect();
    classes?.first().copied()
}

/// Said beside the reasons, not a reason.
fn is_consequence(cause: &Cause) -> bool {
    cause.message.contains("some validation rules were not checked because the object was invalid")
}

fn class_of(said: &str, custom: bool) -> Option<&'static str> {
    let tells = |words: &&'static [&'static str]| words.iter().all(|word| said.contains(word));
    let named = CLASSES.iter().find(|class| class.told_by.iter().any(tells));
    let cel = custom && !OF_SCHEMAS.iter().any(|words| said.contains(words));
    named.map(|class| class.name).or(cel.then_some(CEL))
}

/// Why no schema knows a class.
pub(super) fn why(name: &str) -> &'static str {
    CLASSES.iter().find(|class| class.name == name).map_or("", |class| class.why)
}

#[test]
fn one_reason_that_a_schema_knows_is_enough() {
    let cause = |field: &str, message: &str| Cause { field: field.to_owned(), message: message.to_owned() };
    let answer = |causes: &[Cause]| Answer { status: 422, causes: causes.to_vec(), ..Answer::default() };
    let missing = cause("spec.containers[0].volumeMounts[0].name", "Not found: \"data\"");
    let required = cause("spec.volumes[0].name", "Required value");
    assert_eq!(beyond(&answer(std::slice::from_ref(&missing)), false), Some("reference"));
    assert_eq!(beyond(&answer(&[missing, required]), false), None);
    let rule = cause("spec.levels", "Invalid value: must be unique");
    assert_eq!(beyond(&answer(std::slice::from_ref(&rule)), true), Some(CEL));
    assert_eq!(beyond(&answer(&[rule]), false), None);
    let unknown = Answer {
        status: 400,
        message: "strict decoding error: unknown field".to_owned(),
        ..Answer::default()
    };
    assert_eq!(beyond(&unknown, true), None);
    assert!(CLASSES.iter().all(|class| !why(class.name).is_empty()));
}
