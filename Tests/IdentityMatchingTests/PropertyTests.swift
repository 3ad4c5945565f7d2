import IdentityMatching
import Testing

@Suite("Properties, on random directories full of conflicts")
struct PropertyTests {
    /// A small world in which few addresses and names are shared by many.
    private struct World {
        var people: [Person] = []
        var entries: [DirectoryEntry] = []
        var pins: [MatchPin] = []

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            let local = ["ann", "Ann", "bob", "BOB", "cem", "dee", "eva", "ann+x", "finn", "gül", "GÜL"]
            let names = ["Ann Lee", "Lee, Ann", "Anne Lee", "Bob Ray", "Cem Öz", "Cem Oz", "Dee"]
            func address() -> String { "\(local.randomElement(using: &random) ?? "")@contoso.com" }
            func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
            for index in 0..<Int.random(in: 0...10, using: &random) {
                people.append(
                    Person(
                        id: Person.ID("u\(index)"), userPrincipalName: chance(60) ? address() : "x\(index)@contoso.com",
                        mail: chance(60) ? address() : nil, otherAddresses: chance(40) ? [address(), address()] : [],
                        displayName: names.randomElement(using: &random), department: chance(30) ? "Sales" : nil))
            }
            for index in 0..<Int.random(in: 0...10, using: &random) {
                entries.append(
                    DirectoryEntry(
                        id: DirectoryEntry.ID("\(100 + index)"), email: chance(90) ? address() : nil,
                        name: names.randomElement(using: &random), department: chance(30) ? "Sales" : nil,
                        isUsable: chance(80)))
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let userID = Person.ID("u\(Int.random(in: 0..<12, using: &random))")
                let entryID = DirectoryEntry.ID("\(100 + Int.random(in: 0..<12, using: &random))")
                pins.append(chance(20) ? .never(userID) : MatchPin(userID, to: entryID))
            }
        }
    }

    @Test(
        arguments: [[], [.proxyAddress]] as [Set<MatchRule>],
        [[.upn, .mail, .proxyAddress], [.mail, .proxyAddress, .upn]] as [[MatchRule]])
    func `it finds what a naive comparison of every pair finds`(promoting: Set<MatchRule>, rules: [MatchRule]) {
        for seed in UInt64(0)..<400 {
            let world = World(seed: seed)
            let report = IdentityMatcher(rules: rules, promoting: promoting, pins: world.pins)
                .match(world.people, with: world.entries)
            let expected = NaiveMatcher(rules: rules, promoting: promoting, pins: world.pins)
                .match(world.people, with: world.entries)
            for result in report.results {
                let found = NaiveMatcher.Verdict(
                    outcome: result.outcome,
                    entries: Set(result.candidates.map(\.entryID) + [result.entryID].compactMap(\.self)),
                    rule: result.rule)
                #expect(found == expected[result.userID], "seed \(seed), \(result.userID)")
            }
        }
    }

    @Test func `the order of either side changes nothing but the order of the results`() {
        for seed in UInt64(0)..<300 {
            let world = World(seed: seed)
            let matcher = IdentityMatcher(promoting: seed.isMultiple(of: 3) ? [.name] : [], pins: world.pins)
            let report = matcher.match(world.people, with: world.entries)
            var random = SeededGenerator(seed: ~seed)
            let shuffled = matcher.match(
                world.people.shuffled(using: &random), with: world.entries.shuffled(using: &random))
            for result in report.results {
                #expect(shuffled[result.userID] == result, "seed \(seed)")
                #expect(shuffled.explain(result.userID) == report.explain(result.userID), "seed \(seed)")
            }
            #expect(shuffled.counts == report.counts)
            #expect(shuffled.stalePins == report.stalePins)
            #expect(shuffled.conflictingPins == report.conflictingPins)
            #expect(Set(shuffled.unmatchedEntries) == Set(report.unmatchedEntries))
        }
    }

    @Test func `nobody shares an entry, and no rule gives out an entry that is not usable`() {
        for seed in UInt64(0)..<300 {
            let world = World(seed: seed)
            let report = IdentityMatcher(promoting: Set([MatchRule].standard), pins: world.pins)
                .match(world.people, with: world.entries)
            let usable = Set(world.entries.filter(\.isUsable).map(\.id))
            let given = report.results.compactMap(\.entryID)
            #expect(given.count == Set(given).count)
            for result in report.results {
                #expect((result.entryID != nil) == (result.outcome == .exact || result.outcome == .pinned))
                #expect(result.candidates.isEmpty == (result.outcome != .ambiguous && result.outcome != .suggested))
                guard result.rule != .pin else { continue }
                #expect(
                    ([result.entryID].compactMap(\.self) + result.candidates.map(\.entryID)).allSatisfy(usable.contains)
                )
                if let entryID = result.entryID { #expect(report.userID(matchedTo: entryID) == result.userID) }
            }
        }
    }

    @Test func `accepting a suggestion as a pin keeps every exact match`() {
        for seed in UInt64(0)..<300 {
            let world = World(seed: seed)
            let before = IdentityMatcher(pins: world.pins).match(world.people, with: world.entries)
            guard let suggestion = before.results(with: .suggested).first,
                let entryID = suggestion.candidates.first?.entryID
            else { continue }
            let after = IdentityMatcher(pins: world.pins + [MatchPin(suggestion.userID, to: entryID)])
                .match(world.people, with: world.entries)
            #expect(after[suggestion.userID]?.outcome == .pinned)
            for result in before.results(with: .exact) {
                #expect(after[result.userID]?.entryID == result.entryID, "seed \(seed)")
            }
        }
    }

    @Test func `every explanation has one step for each rule, and agrees with the result`() {
        for seed in UInt64(0)..<300 {
            let world = World(seed: seed)
            let report = IdentityMatcher(pins: world.pins).match(world.people, with: world.entries)
            for result in report.results {
                guard let explanation = report.explain(result.userID) else {
                    Issue.record("no explanation, seed \(seed)")
                    continue
                }
                #expect(explanation.steps.map(\.rule) == [.pin] + .standard)
                let deciding = explanation.steps.filter { $0.verdict == .decided || $0.verdict == .ambiguous }
                #expect(deciding.map(\.rule) == [result.rule].compactMap(\.self), "seed \(seed)")
                #expect(
                    deciding.first?.verdict
                        == (result.outcome == .ambiguous ? .ambiguous : result.rule.map { _ in .decided }))
                #expect(explanation.notes == result.notes)
            }
        }
    }
}
