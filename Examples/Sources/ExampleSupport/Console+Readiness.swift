public import Provisioning

extension Console {
    /// A finding for people and for scripts, with what to do about it.
    public func show(_ finding: Finding) {
        let sign =
            switch finding.verdict {
            case .met: "✓"
            case .notMet: finding.isMandatory ? "✗" : "!"
            case .unknown: "?"
            }
        say("  \(sign) \(finding.title)\(finding.detail.map { ": \($0)" } ?? "")")
        if finding.verdict != .met, let remedy = finding.remedy { say("      \(remedy)") }
        emit(FindingLine(finding))
    }

    /// What has to be done by hand, with what comes ready to use for it.
    public func show(_ steps: [ManualStep]) {
        head("To be done by hand")
        for step in steps {
            say(
                "  • \(step.title)\n      \(step.place) (\(step.role); \(step.affected))\n      Done when: \(step.verification)"
            )
            for attachment in step.attachments ?? [] {
                say("      \(attachment.purpose):")
                for line in attachment.text.split(separator: "\n") { say("        \(line)") }
            }
            emit(ManualStepLine(step))
        }
        say()
    }
}
