import GraphClient
import IdentityMatching
import PatchbayCore
import RingCentralClient

extension DirectRoutingRollout {
    /// Reads everything that a verdict needs: the group and who is in it, both directories, numbers, the state of every extension's Teams
    /// integration, queues; where asked for also the embedded app and the numbers of Teams. Changes nothing.
    ///
    /// What an account or a tenant does not offer, or the app may not read, comes out as unknown, with a finding that says why.
    ///
    /// - Throws: what the clients throw for what nothing works without: the group and the two directories.
    public func observe(
        onEvent: @escaping RunSink<DirectRoutingOutcome> = { _ in }
    ) async throws -> DirectRoutingObservation {
        let group = try await enablingGroup()
        let direct = try await graph.groups.userIDs(of: group.id, transitive: false)
        let all = try await graph.groups.userIDs(of: group.id, transitive: true)
        var users: [UserRecord] = []
        for try await page in try graph.users.list().pages {
            users += page.map { UserRecord($0, eligibility: configuration.eligibility) }
            onEvent(.progress(RunProgress(phase: .readingUsers, done: users.count)))
        }
        let calm = ringCentral.inLane(.sweep)
        var entries: [RingCentralClient.DirectoryEntry] = []
        for try await page in calm.directory.entries().pages {
            entries += page
            onEvent(.progress(RunProgress(phase: .readingExtensions, done: entries.count)))
        }
        let matches = configuration.matcher.match(
            users.map { Person($0) }, with: entries.map { IdentityMatching.DirectoryEntry($0) }
        ).results.map { MatchRecord($0) }
        onEvent(.progress(RunProgress(phase: .matching, done: users.count, total: users.count)))

        var findings: [Finding] = []
        let states = try await integrations(entries.filter(\.type.isPerson).map(\.id), calm, &findings, onEvent)
        let numbers = try await numbers(calm, &findings)
        let queues = configuration.readsQueues ? try await queues(calm, &findings) : [:]
        let assignments = configuration.planner.assignsNumbers ? try await assignments(&findings) : nil

        var claimed: Set<LenientID> = []
        var people = zip(users, matches).map { user, match in
            var facts = DirectRoutingFacts(
                user: user, match: match,
                membership: direct.contains(user.id) ? .direct : all.contains(user.id) ? .nested : .none)
            guard let id = facts.extensionID else { return facts }
            claimed.insert(id)
            facts.numbers = numbers.map { $0[id] ?? [] }
            facts.integration =
                states.map { $0[id].map { .on($0.status, number: $0.phoneNumber) } ?? .off } ?? .unknown
            facts.queues = queues[id] ?? []
            if let assignments, let number = facts.number {
                facts.teamsAssignment =
                    switch assignments[number] {
                    case nil: .numberNotInTeams
                    case .some(nil): .free
                    case .some(let owner?): owner == user.id.rawValue.lowercased() ? .own : .other(owner)
                    }
            }
            return facts
        }
        try await lookForApp(&people, &findings)
        let strangers = (states ?? [:]).values.filter { !claimed.contains($0.id) }.sorted { $0.id < $1.id }
        return DirectRoutingObservation(group: group, people: people, strangers: strangers, findings: findings)
    }

    /// The group that enables calling, by its name or its object id.
    func enablingGroup() async throws -> Group {
        if Self.isObjectID(group), let found = try await graph.groups.get(Group.ID(rawValue: group)) { return found }
        return try await graph.groups.named(group)
    }

    private static func isObjectID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.allSatisfy(\.isHexDigit) }
    }

    // MARK: RingCentral

    /// The state of every extension that has the integration; `nil` if it could not be read.
    private func integrations(
        _ ids: [LenientID], _ ringCentral: RingCentral, _ findings: inout [Finding],
        _ onEvent: RunSink<DirectRoutingOutcome>
    ) async throws -> [LenientID: DirectRoutingUser]? {
        let title = "RingCentral's Direct Routing for Teams can be read"
        let routing = ringCentral.directRouting(listStyle: configuration.listStyle)
        guard let first = ids.first else {
            findings.append(Finding("ringCentral.directRouting", title, .unknown, detail: "There are no extensions."))
            return [:]
        }
        switch try await routing.availability(probing: first) {
        case .available: break
        case .unavailable(let error):
            findings.append(
                Finding(
                    "ringCentral.directRouting", title, .notMet, detail: error.description,
                    remedy: Remedy(
                        "Set the account up for Direct Routing first (RingCentral support: “Enabling direct routing in RingCentral and Microsoft Teams”). Until then the toggle is to be looked at in the Admin Portal."
                    ), isMandatory: true))
            return nil
        case .unknown(let error):
            findings.append(
                Finding(
                    "ringCentral.directRouting", title, .unknown, detail: error.description,
                    remedy: error.remedy ?? Remedy("Look at a user's Teams integration in the Admin Portal.")))
            return nil
        }
        findings.append(Finding("ringCentral.directRouting", title, .met, isMandatory: true))
        var states: [LenientID: DirectRoutingUser] = [:]
        for start in stride(from: 0, to: ids.count, by: DirectRouting.batchSize) {
            let portion = Array(ids[start..<min(start + DirectRouting.batchSize, ids.count)])
            for user in try await routing.users(portion) { states[user.id] = user }
            onEvent(
                .progress(
                    RunProgress(
                        phase: .readingExtensions, done: min(start + DirectRouting.batchSize, ids.count),
                        total: ids.count)))
        }
        return states
    }

    /// The direct numbers that ring, by extension; `nil` if they could not be read.
    private func numbers(
        _ ringCentral: RingCentral, _ findings: inout [Finding]
    ) async throws -> [LenientID: [String]]? {
        let title = "RingCentral's telephone numbers can be read"
        do {
            var numbers: [LenientID: [String]] = [:]
            for try await number in ringCentral.phoneNumbers.all(usage: [.directNumber]) {
                guard let id = number.extensionID, number.isDirectVoice else { continue }
                numbers[id, default: []].append(number.e164)
            }
            findings.append(Finding("ringCentral.numbers", title, .met, isMandatory: true))
            return numbers
        } catch let error as ServiceError where error.category == .permission {
            findings.append(
                Finding(
                    "ringCentral.numbers", title, .notMet, detail: error.description, remedy: error.remedy,
                    isMandatory: true))
            return nil
        }
    }

    /// The names of the queues that each extension is in.
    private func queues(_ ringCentral: RingCentral, _ findings: inout [Finding]) async throws -> [LenientID: [String]] {
        do {
            var queues: [LenientID: [String]] = [:]
            for try await queue in ringCentral.callQueues.list() {
                for try await member in ringCentral.callQueues.members(of: queue.id) {
                    queues[member.id, default: []].append(queue.name ?? queue.id.description)
                }
            }
            return queues
        } catch let error as ServiceError where error.category == .permission || error.category == .notFound {
            findings.append(
                Finding(
                    "ringCentral.queues", "RingCentral's call queues can be read", .unknown, detail: error.description,
                    remedy: error.remedy))
            return [:]
        }
    }

    // MARK: Microsoft 365

    /// Who has which number in Teams (the owner's object id in lower case); `nil` if the tenant does not offer it.
    private func assignments(_ findings: inout [Finding]) async throws -> [String: String?]? {
        let title = "Teams' telephone numbers can be read and assigned through Graph"
        switch try await graph.numberAssignments.availability() {
        case .available: break
        case .unavailable(let reason):
            findings.append(
                Finding(
                    "microsoft.numbers", title, .notMet, detail: reason,
                    remedy: Remedy(
                        "Assign numbers in the Teams admin center, or by PowerShell.")))
            return nil
        case .unknown(let error):
            findings.append(
                Finding("microsoft.numbers", title, .unknown, detail: error.description, remedy: error.remedy))
            return nil
        }
        var owners: [String: String?] = [:]
        for try await number in try graph.numberAssignments.list() {
            owners.updateValue(number.assignmentTargetID?.lowercased(), forKey: number.telephoneNumber)
        }
        findings.append(Finding("microsoft.numbers", title, .met))
        return owners
    }

    /// Looks who of those concerned has the embedded app.
    private func lookForApp(_ people: inout [DirectRoutingFacts], _ findings: inout [Finding]) async throws {
        guard let app = configuration.app else { return }
        let places = people.indices.filter { place in
            people[place].user.ineligible == nil
                && (people[place].integration.status != nil || [.direct, .nested].contains(people[place].membership))
        }
        let found = await graph.installations.find(app, for: places.map { people[$0].id })
        try Task.checkCancellation()
        var refusal: (any Error)?
        for place in places {
            switch found[people[place].id] {
            case .success(let installation)?: people[place].hasEmbeddedApp = installation != nil
            case .failure(let error)?: refusal = error
            case nil: break
            }
        }
        if let refusal {
            findings.append(
                Finding(
                    "microsoft.embeddedApp", "Who has the embedded app can be read", .unknown,
                    detail: "\(refusal)", remedy: (refusal as? ServiceError)?.remedy))
        }
    }
}
