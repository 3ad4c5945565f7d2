import Foundation
import GenesysClient
import PatchbayCore

/// Carries out one step: read, compare, announce, write with the version that was read, read back.
struct GenesysLinkEngine: Sendable {
    enum Result: Sendable {
        case outcome(GenesysLinkOutcome)
        case stop(RunStop)
    }

    /// How often a step is begun again because somebody else wrote at the same time.
    static let attempts = 3
    /// How long to wait before looking again for a write that does not show, each time.
    static let looks: [Duration] = [.zero, .seconds(1), .seconds(2), .seconds(4)]

    let genesys: Genesys
    let ledger: any Ledger
    let book: RunID
    let verifies: Bool
    let time: TimeSource

    /// - Throws: ``PatchbayCore/LedgerError``, `CancellationError`.
    func callAsFunction(_ step: GenesysLinkPlan.Step, wasAnnounced: Bool) async throws -> Result {
        var mayHaveWritten = wasAnnounced
        var isAnnounced = wasAnnounced
        do {
            var unreadable: ServiceError?
            for _ in 0..<Self.attempts {
                let found: SCIMUser?
                do {
                    found = try await genesys.scim.get(step.id)
                } catch let error as ServiceError where error.category == .decoding {
                    unreadable = error
                    continue
                }
                guard let user = found else {
                    return .outcome(
                        outcome(
                            step, .failed, reason: "userGone", detail: "The Genesys user no longer exists.",
                            remedy: "Make a new plan."))
                }
                let difference = LinkDifference(user, step.wanted)
                if difference.operations.isEmpty {
                    // Announced by us and there: a write whose answer was lost has arrived.
                    return .outcome(outcome(step, mayHaveWritten ? done(step) : already(step)))
                }
                if !isAnnounced {
                    try await ledger.append(
                        [LedgerRecord(kind: .intent, subject: step.id.rawValue, at: time.date)], to: book)
                    isAnnounced = true
                }
                do {
                    try await genesys.scim.patch(step.id, difference.operations, ifMatch: user.version)
                } catch let error as ServiceError where error.isStaleVersion {
                    // Somebody else wrote, or an earlier attempt of ours whose answer was lost. Either way: read anew.
                    mayHaveWritten = true
                    continue
                } catch let error as ServiceError where error.category == .decoding {
                    // A success that cannot be read may have been one.
                    unreadable = error
                    mayHaveWritten = true
                    continue
                } catch let error as TransportError where !error.isRequestKnownUnsent {
                    mayHaveWritten = true
                    continue
                }
                return .outcome(verifies ? try await confirm(step) : outcome(step, done(step)))
            }
            if let unreadable { return .outcome(failure(step, unreadable)) }
            return .outcome(
                outcome(
                    step, .failed, reason: "changedMeanwhile",
                    detail: "The user was changed by somebody else each time, or no answer came.",
                    remedy: "Stop the other writer (Entra's provisioning cycle, another tool) and run again."))
        } catch let error as LedgerError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            if let stop = Self.stop(for: error) { return .stop(stop) }
            return .outcome(failure(step, error))
        }
    }

    /// A 200 does not promise that a path was understood.
    private func confirm(_ step: GenesysLinkPlan.Step) async throws -> GenesysLinkOutcome {
        for wait in Self.looks {
            if wait > .zero { try await time.sleep(for: wait) }
            do {
                guard let user = try await genesys.scim.get(step.id) else { break }
                if LinkDifference(user, step.wanted).operations.isEmpty { return outcome(step, done(step)) }
            } catch let error as ServiceError where error.category == .decoding {
                // An answer that cannot be read shows nothing, good or bad: look again.
                continue
            }
        }
        return outcome(
            step, .failed, reason: "notConfirmed",
            detail: "The service accepted the change, but reading back does not show it.",
            remedy: "Run again. If it stays, look at the user's profile, and report the request to Genesys.")
    }

    private func done(_ step: GenesysLinkPlan.Step) -> GenesysLinkOutcome.Kind {
        step.wanted == nil ? .unlinked : .linked
    }

    private func already(_ step: GenesysLinkPlan.Step) -> GenesysLinkOutcome.Kind {
        step.wanted == nil ? .alreadyAbsent : .alreadyLinked
    }

    private func outcome(
        _ step: GenesysLinkPlan.Step, _ kind: GenesysLinkOutcome.Kind, reason: String? = nil, detail: String? = nil,
        remedy: String? = nil, requestID: String? = nil
    ) -> GenesysLinkOutcome {
        GenesysLinkOutcome(
            genesysUser: step.id, user: step.user, userPrincipalName: step.userPrincipalName, kind: kind,
            reason: reason, detail: detail, remedy: remedy, requestID: requestID)
    }

    private func failure(_ step: GenesysLinkPlan.Step, _ error: any Error) -> GenesysLinkOutcome {
        guard let error = error as? ServiceError else {
            return outcome(step, .failed, reason: "unknown", detail: "\(type(of: error))")
        }
        return outcome(
            step, .failed,
            reason: error.category == .conflict
                ? "conflict" : error.code.isEmpty ? error.category.rawValue : error.code,
            detail: error.message, remedy: error.remedy?.sentence, requestID: error.requestID)
    }

    /// The stop that an error means, if every further user would meet it too.
    static func stop(for error: any Error) -> RunStop? {
        switch error {
        case let error as TransportError:
            RunStop(
                reason: "serviceUnreachable", description: "Genesys Cloud does not answer: \(error).",
                remedy: error.recoverySuggestion ?? "Check the network and resume the run.")
        case let error as ServiceError where [.permission, .authentication].contains(error.category):
            RunStop(
                reason: error.category == .permission ? "missingPermission" : "tokenRefused",
                description: error.description, remedy: error.remedy?.sentence ?? "Check the OAuth client's roles.",
                requestID: error.requestID)
        case let error as ServiceError where error.category == .throttled:
            RunStop(
                reason: "throttledOut", description: error.description,
                remedy: error.remedy?.sentence ?? "Resume the run later.", requestID: error.requestID)
        default: RunStop(identityOrConfiguration: error)
        }
    }
}
