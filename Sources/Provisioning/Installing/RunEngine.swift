import Foundation
import GraphClient
import PatchbayCore

/// Carries out a plan: announces a write in the ledger, sends it, records what came of it, reads it back. A thin shell; what to do
/// with an answer is decided by ``StepVerdict``.
struct RunEngine: Sendable {
    let graph: Graph
    let ledger: any Ledger
    let book: RunID
    let action: InstallPlan.Action
    let app: TeamsApp.ID
    let latestVersion: String?
    let eligibility: Eligibility
    let time: TimeSource
    let options: RunOptions
    let meter: ProgressMeter
    let emit: RunSink<InstallOutcome>

    /// Works until everything is done, or a fault or a stop ends it.
    ///
    /// - Returns: the fault, if one ended it.
    func callAsFunction(_ board: RunBoard, steps: Int) async throws -> RunStop? {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(options.workers, max(1, steps)) {
                group.addTask {
                    while let work = try await board.next() {
                        switch work {
                        case .lookUp(let steps): try await lookUp(steps, board)
                        case .write(let step, let installation): try await write(step, installation, board)
                        case .verify(let pending): try await verify(pending, board)
                        }
                        await meter.report(board)
                    }
                }
            }
            // Not `waitForAll()`: that waits for the others before it throws, and they would wait for the one that failed.
            while try await group.next() != nil {}
        }
        return await board.fault
    }

    // MARK: Looking first

    private func lookUp(_ steps: [InstallPlan.Step], _ board: RunBoard) async throws {
        let found = await graph.installations.find(app, for: steps.map(\.id), lane: .apply)
        try Task.checkCancellation()
        var records: [LedgerRecord] = []
        var outcomes: [InstallOutcome] = []
        var toWrite: [(InstallPlan.Step, Installation?)] = []
        for step in steps {
            switch found[step.id] ?? .failure(ServiceError.unanswered("teams.app.find")) {
            case .success(let installation):
                switch StepVerdict.lookedUp(installation, for: action, latestVersion: latestVersion) {
                case .write: toWrite.append((step, installation))
                case .done(let kind): try add(outcome(step, kind), confirmed: true, to: &records, &outcomes)
                }
            case .failure(let error):
                if let stop = StepVerdict.stop(for: error) { return await board.halt(stop) }
                // An install may be sent unseen, as the service recognises a repeat. A removal needs the id that was not found.
                if action == .install {
                    toWrite.append((step, nil))
                } else {
                    try add(failure(step, error), confirmed: true, to: &records, &outcomes)
                }
            }
        }
        try await ledger.append(records, to: book)
        outcomes.forEach { emit(.outcome($0)) }
        await board.lookedUp(toWrite: toWrite, finished: outcomes.count)
    }

    // MARK: Writing

    private func write(_ step: InstallPlan.Step, _ installation: Installation?, _ board: RunBoard) async throws {
        try await ledger.append(
            [LedgerRecord(kind: .intent, subject: step.id.rawValue, at: time.date)], to: book)
        do {
            let kind = try await send(step, installation)
            let isConfirmed = !options.verifies || kind == .alreadyAbsent
            try await record(outcome(step, kind), confirmed: isConfirmed)
            if isConfirmed {
                emit(.outcome(outcome(step, kind)))
                await board.finish(1)
            } else {
                await board.wrote(step, kind)
            }
        } catch let error as TransportError {
            try await settleUnanswered(step, error, board)
        } catch let error as LedgerError {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            if let stop = StepVerdict.stop(for: error) { return await board.halt(stop) }
            if let service = error as? ServiceError, StepVerdict.isAmbiguous(service) {
                return try await diagnose(step, service, board)
            }
            try await fail(step, failure(step, error), board)
        }
    }

    private func send(_ step: InstallPlan.Step, _ installation: Installation?) async throws -> InstallOutcome.Kind {
        switch action {
        case .install:
            switch try await graph.installations.install(app, for: step.id, lane: .apply) {
            case .installed: return .installed
            case .alreadyInstalled: return .alreadyInstalled
            }
        case .uninstall:
            guard let installation else { return .alreadyAbsent }
            switch try await graph.installations.remove(installation.id, for: step.id, lane: .apply) {
            case .removed: return .uninstalled
            case .alreadyAbsent: return .alreadyAbsent
            }
        case .upgrade:
            guard let installation else { return .alreadyAbsent }
            try await graph.installations.upgrade(installation.id, for: step.id, lane: .apply)
            return .upgraded
        }
    }

    /// Every attempt went unanswered: the service may have done it. Look before saying anything.
    private func settleUnanswered(
        _ step: InstallPlan.Step, _ error: TransportError, _ board: RunBoard
    ) async throws {
        let stop = RunStop(
            reason: "serviceUnreachable", description: "Microsoft Graph does not answer: \(error).",
            remedy: error.recoverySuggestion ?? "Check the network and resume the run.")
        do {
            let there = try await graph.installations.find(app, for: step.id, lane: .apply)
            switch StepVerdict.lookedUp(there, for: action, latestVersion: latestVersion) {
            case .done(let kind):
                let written: InstallOutcome.Kind =
                    switch kind {
                    case .alreadyInstalled: action == .upgrade ? .upgraded : .installed
                    case .alreadyAbsent: .uninstalled
                    default: kind
                    }
                try await record(outcome(step, written), confirmed: true)
                emit(.outcome(outcome(step, written)))
                await board.finish(1)
            case .write:
                try await failUncertain(step, failure(step, error), board, stop)
            }
        } catch is TransportError {
            // The user stays announced and without outcome, so a resumed run looks again.
            await board.halt(stop)
        } catch let other as any LocalizedError where !(other is LedgerError) {
            if let stop = StepVerdict.stop(for: other) { return await board.halt(stop) }
            try await failUncertain(step, failure(step, error), board, stop)
        }
    }

    /// A 404 says that something is unknown, not what: the user, the app, or the user's Teams. Some refusals say nothing at all. Ask the
    /// catalogue and the directory, which know.
    private func diagnose(_ step: InstallPlan.Step, _ error: ServiceError, _ board: RunBoard) async throws {
        var isInCatalog: Bool?
        let user: User?
        do {
            do {
                isInCatalog = try await graph.catalog.app(id: app) != nil
            } catch let other as ServiceError where other.category == .permission {
                // Without the right to read the catalogue the question stays open; the user is judged alone.
            }
            user = isInCatalog == false ? nil : try await graph.users.get(step.id.rawValue, lane: .apply)
        } catch let other as any LocalizedError where !(other is LedgerError) {
            // The look came to nothing. If that would hit everybody the run stops; else the first answer is all there is to say.
            if let stop = StepVerdict.stop(for: other) { return await board.halt(stop) }
            return try await fail(step, failure(step, error), board)
        }
        if isInCatalog == false { return await board.halt(.appNotInCatalog(app, requestID: error.requestID)) }
        let finding = StepVerdict.finding(
            error, isAppInCatalog: isInCatalog, user: user, obstacle: user.flatMap { eligibility.skipReason(for: $0) })
        try await fail(
            step,
            outcome(
                step, .failed, reason: finding.reason, detail: error.message, remedy: finding.remedy,
                requestID: error.requestID), board)
    }

    // MARK: Reading back

    private func verify(_ batch: [RunBoard.Pending], _ board: RunBoard) async throws {
        let begun = time.now
        let found = await graph.installations.find(app, for: batch.map(\.step.id), lane: .apply)
        try Task.checkCancellation()
        var records: [LedgerRecord] = []
        var outcomes: [InstallOutcome] = []
        var again: [RunBoard.Pending] = []
        for entry in batch {
            switch found[entry.step.id] ?? .failure(ServiceError.unanswered("teams.app.find")) {
            case .success(let installation)
            where StepVerdict.shows(installation, entry.kind, latestVersion: latestVersion):
                try add(outcome(entry.step, entry.kind), confirmed: true, to: &records, &outcomes)
            case .failure(let error) where StepVerdict.stop(for: error) != nil:
                if let stop = StepVerdict.stop(for: error) { return await board.halt(stop) }
            case .success, .failure:
                guard time.now - entry.writtenAt < options.patience else {
                    try add(
                        outcome(
                            entry.step, .failed, reason: "notConfirmed",
                            detail: "The service accepted the change but does not show it after \(options.patience).",
                            remedy: "Run again in a few minutes; whoever has the app by then is only checked."),
                        confirmed: true, to: &records, &outcomes)
                    continue
                }
                var later = entry
                if later.looks == 0 { later.firstLookAfter = begun - entry.writtenAt }
                later.looks += 1
                later.due = time.now + min(.seconds(15), .seconds(1 << min(4, later.looks - 1)))
                again.append(later)
            }
        }
        try await ledger.append(records, to: book)
        outcomes.forEach { emit(.outcome($0)) }
        await board.lookedBack(batch, again: again, finished: outcomes.count)
    }

    // MARK: Recording

    private func fail(_ step: InstallPlan.Step, _ outcome: InstallOutcome, _ board: RunBoard) async throws {
        try await record(outcome, confirmed: true)
        emit(.outcome(outcome))
        await board.finish(1)
    }

    private func failUncertain(
        _ step: InstallPlan.Step, _ outcome: InstallOutcome, _ board: RunBoard, _ stop: RunStop
    ) async throws {
        try await record(outcome, confirmed: true)
        emit(.outcome(outcome))
        await board.finishUncertain(stop)
    }

    private func record(_ outcome: InstallOutcome, confirmed: Bool) async throws {
        try await ledger.append([try line(outcome, confirmed)], to: book)
    }

    private func add(
        _ outcome: InstallOutcome, confirmed: Bool, to records: inout [LedgerRecord],
        _ outcomes: inout [InstallOutcome]
    ) throws {
        records.append(try line(outcome, confirmed))
        outcomes.append(outcome)
    }

    private func line(_ outcome: InstallOutcome, _ confirmed: Bool) throws -> LedgerRecord {
        try LedgerRecord(
            kind: .outcome, subject: outcome.user.rawValue, at: time.date,
            encoding: OutcomeRecord(
                kind: outcome.kind, reason: outcome.reason, remedy: outcome.remedy, requestID: outcome.requestID,
                isConfirmed: confirmed))
    }

    private func outcome(
        _ step: InstallPlan.Step, _ kind: InstallOutcome.Kind, reason: String? = nil, detail: String? = nil,
        remedy: String? = nil, requestID: String? = nil
    ) -> InstallOutcome {
        InstallOutcome(
            user: step.id, userPrincipalName: step.userPrincipalName, kind: kind, reason: reason, detail: detail,
            remedy: remedy, requestID: requestID)
    }

    private func failure(_ step: InstallPlan.Step, _ error: any Error) -> InstallOutcome {
        let facts = StepVerdict.failure(error)
        return outcome(
            step, .failed, reason: facts.reason, detail: facts.detail, remedy: facts.remedy,
            requestID: facts.requestID)
    }
}
