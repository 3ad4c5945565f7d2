import GraphClient
import PatchbayCore
import RingCentralClient

/// The Teams integration of extensions.
extension DirectRoutingEngine {
    /// Switches on or off, 25 at a time, then asks until nothing is under way.
    ///
    /// Who is in doubt (announced by an attempt that died), or was under way when the plan was made, is asked about first and sent only
    /// if it is not on its way already.
    func changeIntegration(_ steps: [Step], _ change: Change, _ board: DirectRoutingBoard) async throws {
        var unsure: [Step] = []
        var fresh: [Step] = []
        for step in steps {
            let isUnsure = await board.isDoubtful(step, change) || step.status?.isUnderWay == true
            if isUnsure { unsure.append(step) } else { fresh.append(step) }
        }
        var sent: [Step] = []
        if !unsure.isEmpty {
            guard let states = try await states(of: unsure, board) else { return }
            for step in unsure {
                let state = step.extensionID.flatMap { states[$0] }
                if Self.isOnItsWay(state, change) || isSettled(state, step, change) {
                    sent.append(step)
                } else {
                    fresh.append(step)
                }
            }
        }
        let done = SentSteps()
        try await work(Self.portions(fresh, of: DirectRouting.batchSize), workers: 2, board) { portion in
            try await announce(portion, change)
            try await record(try await send(portion, change), change, board)
            await done.add(portion)
        }
        try await settle(sent + (await done.all), change, board)
    }

    /// Sends a portion; if it is refused as a whole, each alone.
    ///
    /// - Returns: those that were refused.
    private func send(_ portion: [Step], _ change: Change) async throws -> Results {
        do {
            try await order(portion, change)
            return []
        } catch let error as ServiceError where Self.isAboutOne(error) && portion.count > 1 {
            var failed: Results = []
            for step in portion {
                do { try await order([step], change) } catch let error as ServiceError where Self.isAboutOne(error) {
                    failed.append((step, Self.failure(error)))
                }
            }
            return failed
        } catch let error as ServiceError where Self.isAboutOne(error) {
            return portion.map { ($0, Self.failure(error)) }
        }
    }

    private func order(_ portion: [Step], _ change: Change) async throws {
        let routing = ringCentral.directRouting(listStyle: listStyle)
        if change == .disconnect {
            try await routing.disconnect(portion.compactMap(\.extensionID))
        } else {
            let numbers = portion.compactMap { step in
                step.extensionID.flatMap { id in step.number.map { (id, $0) } }
            }
            _ = try await routing.connect(Dictionary(numbers, uniquingKeysWith: { first, _ in first }))
        }
    }

    private static func isAboutOne(_ error: ServiceError) -> Bool {
        // Without a code of its own a 404 says that the feature is not there, which is everybody's trouble.
        [.invalid, .conflict].contains(error.category) && !error.hasCode("CMN-120")
            || (error.category == .notFound && error.hasCode("CMN-102"))
    }

    /// Asks until nothing is under way or the patience is over, and records everybody as soon as they are settled.
    private func settle(_ steps: [Step], _ change: Change, _ board: DirectRoutingBoard) async throws {
        var open = steps
        let start = time.now
        let end = start + polling.patience
        while !open.isEmpty {
            guard let states = try await states(of: open, board) else { return }
            let isLast = time.now + polling.interval > end
            var results: Results = []
            var later: [Step] = []
            for step in open {
                let state = step.extensionID.flatMap { states[$0] }
                let isPending =
                    Self.isOnItsWay(state, change)
                    || (time.now - start < polling.grace && isAsBefore(state, step) && !isSettled(state, step, change))
                if !isLast, isPending { later.append(step); continue }
                results.append((step, outcome(of: state, step, change)))
            }
            try await record(results, change, board)
            open = later
            guard !open.isEmpty else { return }
            if await board.isHalted { return }
            await progress(board, .verifying)
            try await time.sleep(for: polling.interval)
        }
    }

    /// The states now, by extension; `nil` if a fault ended the run.
    private func states(
        of steps: [Step], _ board: DirectRoutingBoard
    ) async throws -> [LenientID: DirectRoutingUser]? {
        do {
            let users = try await ringCentral.directRouting(listStyle: listStyle).users(
                steps.compactMap(\.extensionID))
            return Dictionary(users.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        } catch {
            guard !(error is CancellationError), let stop = Self.stop(for: error) else { throw error }
            await board.halt(stop)
            return nil
        }
    }

    private static func isOnItsWay(_ state: DirectRoutingUser?, _ change: Change) -> Bool {
        state?.status == (change == .connect ? .connecting : .disconnecting)
    }

    /// Whether an order does not show yet: how soon it does is not documented, so the old state is no answer at first.
    private func isAsBefore(_ state: DirectRoutingUser?, _ step: Step) -> Bool {
        state?.status == step.status || state?.status == .initial
    }

    private func isSettled(_ state: DirectRoutingUser?, _ step: Step, _ change: Change) -> Bool {
        if change == .disconnect { return state == nil }
        guard let state, state.status == .connected else { return false }
        return state.phoneNumber == nil || state.phoneNumber == step.number
    }

    private func outcome(of state: DirectRoutingUser?, _ step: Step, _ change: Change) -> ChangeOutcome {
        if isSettled(state, step, change) { return .done }
        let reason: DirectRoutingReason =
            switch state?.status {
            case nil: .integrationOff
            case .connecting?, .disconnecting?: .integrationUnderWay
            case .remoteNotFound?: .remoteNotFound
            case .outOfSync?, .connected?: .outOfSync
            case .disconnectFailed?: .disconnectFailed
            case .remoteUserRemoved?: .remoteUserRemoved
            default: .integrationState
            }
        return ChangeOutcome(
            kind: .failed, reason: reason.rawValue,
            detail: state.map { state in
                "RingCentral says “\(state.status.rawValue)”" + (state.phoneNumber.map { " with \($0)" } ?? "")
            } ?? "RingCentral does not show the integration", remedy: reason.remedy)
    }

    private actor SentSteps {
        private(set) var all: [Step] = []
        func add(_ steps: [Step]) { all += steps }
    }
}
