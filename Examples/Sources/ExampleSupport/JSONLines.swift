import PatchbayCore
public import Provisioning

// The JSON lines that every program has, an interface that scripts rely on. Each has a `type`.

/// A finding of a readiness report.
public struct FindingLine: Encodable {
    let type = "finding"
    let id: String
    let title: String
    let verdict: String
    let mandatory: Bool
    let detail: String?
    let remedy: String?

    /// Takes from a finding what scripts need.
    public init(_ finding: Finding) {
        (id, title, verdict) = (finding.id, finding.title, finding.verdict.rawValue)
        (mandatory, detail, remedy) = (finding.isMandatory, finding.detail, finding.remedy?.sentence)
    }
}

/// Something that a person has to do.
public struct ManualStepLine: Encodable {
    let type = "manualStep"
    let id: String
    let title: String
    let place: String
    let role: String
    let affected: String
    let verification: String
    let users: [String]?
    let attachments: [ManualStep.Attachment]?

    /// Takes from a step what scripts need.
    public init(_ step: ManualStep) {
        (id, title, place, role) = (step.id, step.title, step.place, step.role)
        (affected, verification, users) = (step.affected, step.verification, step.users)
        attachments = step.attachments
    }
}

/// How far a run is.
public struct ProgressLine: Encodable {
    let type = "progress"
    let phase: String
    let done: Int
    let total: Int?
    let secondsLeft: Double?

    /// Takes the figures, with the time left to a tenth of a second.
    public init(_ progress: RunProgress) {
        (phase, done, total) = (progress.phase.rawValue, progress.done, progress.total)
        secondsLeft = progress.secondsLeft.map { ($0 * 10).rounded() / 10 }
    }
}

/// Something worth knowing.
public struct NoteLine: Encodable {
    let type = "note"
    let text: String

    /// Makes a note.
    public init(_ text: String) { self.text = text }
}

/// Why a program ended before its time.
public struct ErrorLine: Encodable {
    let type = "error"
    let message: String
    let remedy: String?

    /// Makes a line.
    public init(message: String, remedy: String?) {
        self.message = message
        self.remedy = remedy
    }
}
