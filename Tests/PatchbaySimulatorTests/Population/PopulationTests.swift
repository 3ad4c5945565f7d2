import PatchbaySimulator
import Testing

@Suite struct `A population` {
    @Test func `is the same for the same seed, and another for another`() {
        let first = Population(seed: 3, count: 200)
        #expect(first.users.elementsEqual(Population(seed: 3, count: 200).users))
        #expect(first.extensions.elementsEqual(Population(seed: 3, count: 200).extensions))
        #expect(!first.users.elementsEqual(Population(seed: 4, count: 200).users))
    }

    @Test func `has somebody of every kind from two hundred on`() {
        for seed in 1...5 as ClosedRange<UInt64> {
            let users = Population(seed: seed, count: 200).users
            #expect(Set(users.map(\.kind)) == Set(UserKind.allCases))
            #expect(Set(users.map(\.extensionKind)) == Set(ExtensionKind.allCases))
        }
    }

    @Test func `keeps to its shares at any size`() {
        for count in [50, 1000, 20_000] {
            let users = Population(seed: 1, count: count).users
            for (kind, share) in PopulationMix.varied.users {
                let found = users.count { $0.kind == kind }
                #expect(abs(Double(found) - share * Double(count)) <= 2 + 0.001 * Double(count), "\(kind) of \(count)")
            }
        }
    }

    @Test func `gives nobody the name or the id of another`() {
        let users = Population(seed: 2, count: 20_000).users
        #expect(Set(users.map(\.id)).count == 20_000)
        #expect(Set(users.map { $0.userPrincipalName.lowercased() }).count == 20_000)
        let addresses = users.flatMap { ($0.mail.map { [$0] } ?? []) + $0.aliases }
        #expect(Set(addresses).count == addresses.count)
    }

    @Test func `speaks many languages, in letters that a filter must quote and a table must escape`() {
        let names = Population(seed: 1, count: 2000).users.map(\.displayName)
        #expect(names.contains { $0.contains("'") || $0.contains("’") })
        for letter in ["ü", "ø", "ł", "山", "伟", "지", "İ", "О", "Þ", "ş"] {
            #expect(names.contains { $0.contains(letter) }, "\(letter)")
        }
        #expect(
            Set(Population(count: 2000).users.compactMap(\.department)).isSuperset(of: ["R&D", "Children's Services"]))
    }

    @Test func `has addresses in plain letters only, as mail needs them`() {
        for user in Population(seed: 5, count: 3000).users {
            #expect(user.userPrincipalName.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 })
        }
    }

    @Test func `of a million is made at once and costs little`() {
        let population = Population(seed: 1, count: 200_000)
        #expect(population.count == 200_000)
        #expect(population.users[199_999].kind == Population(seed: 1, count: 200_000).user(at: 199_999).kind)
    }

    @Test func `of twenty works as well`() {
        let population = Population(count: 20)
        #expect(population.users.count == 20)
        #expect(population.users.contains { $0.kind.expectation == .installs })
    }

    @Test func `can be all alike, for measuring`() {
        let users = Population(count: 500, mix: .uniform).users
        #expect(users.allSatisfy { $0.kind == .ordinary && $0.extensionKind == .byUserPrincipalName })
        #expect(users.allSatisfy { $0.mail == $0.userPrincipalName })
    }
}

/// Facts: ringcentral.md 9.5, graph.md 3.6.
@Suite struct `A user's extension` {
    private let population = Population(seed: 1, count: 3000)

    private func extensions(of kind: ExtensionKind) -> [(SimulatedUser, [SimulatedExtension])] {
        let byUser = Dictionary(grouping: population.extensions.filter { $0.userID != nil }, by: \.userID)
        return population.users.filter { $0.extensionKind == kind && $0.kind.expectation == .installs }
            .map { ($0, byUser[$0.id] ?? []) }
    }

    @Test func `has the user principal name as its e-mail`() throws {
        for (user, found) in extensions(of: .byUserPrincipalName) {
            #expect(found.map(\.email) == [user.userPrincipalName])
        }
    }

    @Test func `or the mail only, where the user principal name is another`() throws {
        let all = extensions(of: .byMail)
        #expect(!all.isEmpty)
        for (user, found) in all {
            #expect(user.mail != user.userPrincipalName)
            #expect(found.map(\.email) == [user.mail])
        }
    }

    @Test func `or an alias only`() {
        let all = extensions(of: .byAlias) + extensions(of: .renamed)
        #expect(!all.isEmpty)
        for (user, found) in all {
            #expect(found.count == 1)
            #expect(found.first?.email.map { user.aliases.contains($0) } == true)
        }
    }

    @Test func `keeps the old surname of who changed it`() {
        for (user, found) in extensions(of: .renamed) {
            #expect(found.first?.lastName != user.surname)
            #expect(found.first?.firstName == user.givenName)
        }
    }

    @Test func `is there twice, or for two people, where it must not be guessed`() {
        for (user, found) in extensions(of: .duplicate) {
            #expect(found.map(\.email) == [user.userPrincipalName, user.userPrincipalName])
        }
        let strangers = population.extensions.filter { $0.userID == nil }
        for (user, found) in extensions(of: .conflict) {
            #expect(found.map(\.email) == [user.userPrincipalName])
            #expect(strangers.count { $0.email == user.mail } == 1)
        }
    }

    @Test func `is nobody's where it is a queue, a menu or somebody who left`() {
        let strangers = population.extensions.filter { $0.userID == nil }
        #expect(strangers.contains { $0.type == "Department" })
        #expect(strangers.contains { $0.type == "User" })
        #expect(Set(strangers.map(\.type)).count > 8)
    }

    @Test func `is none for guests, rooms and resource accounts`() {
        let owners = Set(population.extensions.compactMap(\.userID))
        for user in population.users where [.guest, .room, .sharedDevice, .resourceAccount].contains(user.kind) {
            #expect(!owners.contains(user.id))
        }
    }
}
