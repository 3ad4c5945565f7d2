import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Synchronization
import Testing

/// The user table follows the directory: by what changed, and by everything when that is not known.
@Suite struct RefreshTests {
    /// Longer than changes take to show.
    private static let settled = Duration.seconds(60)

    private static func person(_ number: Int, _ department: String = "New") -> SimulatedUser {
        let name = "newcomer\(number)@fabrikam.com"
        return SimulatedUser(
            id: UUID(
                uuid: (0xAA, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, UInt8(number / 256), UInt8(number % 256))
            )
            .uuidString, displayName: "Newcomer \(number)", userPrincipalName: name, mail: name,
            department: department)
    }

    @Test func `the first reading reads everybody, the next only what changed`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            let first = try await tenant.rollout.refresh()
            #expect(first.wasFull)
            #expect(first.users == tenant.cloud.users.count)
            #expect(first.added == first.users)

            let pages = tenant.cloud.journal.calls(of: .usersList)
            let second = try await tenant.rollout.refresh()
            #expect(!second.wasFull)
            #expect((second.added, second.changed, second.removed) == (0, 0, 0))
            #expect(second.matches == first.matches)
            #expect(tenant.cloud.journal.calls(of: .usersList) == pages)
        }
    }

    @Test func `people come, change and go, and keep their status through a change of name`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            _ = try await tenant.install()
            let installed = try await tenant.rollout.table().rows(UserQuery(statuses: [.installed]))
            let (renamed, gone, disabled) = (installed[0], installed[1], installed[2])
            tenant.cloud.add(Self.person(1))
            tenant.cloud.change(renamed.id.rawValue) {
                $0.userPrincipalName = "married@fabrikam.com"
                $0.department = "Moved"
            }
            tenant.cloud.change(disabled.id.rawValue) { $0.accountEnabled = false }
            tenant.cloud.remove(gone.id.rawValue)
            try await time.sleep(for: Self.settled)

            let summary = try await tenant.rollout.refresh()
            #expect(!summary.wasFull)
            #expect((summary.added, summary.changed, summary.removed) == (1, 2, 1))
            let table = try await tenant.rollout.table()
            let rows = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.id, $0) })
            #expect(rows[gone.id] == nil)
            let moved = try #require(rows[renamed.id])
            #expect(moved.user.userPrincipalName == "married@fabrikam.com")
            #expect(moved.user.department == "Moved")
            #expect(moved.status == .installed)
            #expect(rows[disabled.id]?.user.ineligible == .disabled)
            #expect(table.rows.last?.user.userPrincipalName == "newcomer1@fabrikam.com")
        }
    }

    @Test func `whoever is restored comes back`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            try await tenant.rollout.refresh()
            let id = try #require(try await tenant.rollout.table().rows.first?.id)
            tenant.cloud.remove(id.rawValue)
            try await time.sleep(for: Self.settled)
            #expect(try await tenant.rollout.refresh().removed == 1)
            tenant.cloud.restore(id.rawValue)
            try await time.sleep(for: Self.settled)
            #expect(try await tenant.rollout.refresh().added == 1)
            #expect(try await tenant.rollout.table().rows.contains { $0.id == id })
        }
    }

    @Test(arguments: [PageFault.gone, .syncStateNotFound])
    func `a position that is no longer valid means reading everything, and whoever is missing is swept out`(
        fault: PageFault
    ) async throws {
        try await VirtualTime.run { time in
            // The first call of the delta query only asks where we are.
            let script = FaultScript([FaultRule(["graph.users.delta"], .calls(2...2), .page(fault))])
            let tenant = TestTenant(time: time, faults: script)
            _ = try await tenant.install()
            let before = try await tenant.rollout.table()
            let gone = before.rows[3].id
            tenant.cloud.remove(gone.rawValue, forGood: true)
            tenant.cloud.add(Self.person(2))
            try await time.sleep(for: Self.settled)

            let summary = try await tenant.rollout.refresh()
            #expect(summary.wasFull)
            #expect((summary.added, summary.changed, summary.removed) == (1, 0, 1))
            let after = try await tenant.rollout.table()
            #expect(!after.rows.contains { $0.id == gone })
            // Everybody else stands where they stood.
            let statuses = Dictionary(uniqueKeysWithValues: before.rows.map { ($0.id, $0.status) })
            for row in after.rows where statuses[row.id] != nil { #expect(row.status == statuses[row.id]) }
            // The new position works.
            #expect(try await tenant.rollout.refresh().wasFull == false)
        }
    }

    @Test func `an expired page in the middle of the list does not lose or double anybody`() async throws {
        try await VirtualTime.run { time in
            let script = FaultScript([
                FaultRule(["graph.users.list"], .calls(2...2), .page(.expiredToken)),
                FaultRule(["graph.users.list"], .calls(4...4), .page(.empty)),
            ])
            let tenant = TestTenant(users: 3500, time: time, faults: script)
            let summary = try await tenant.rollout.refresh()
            #expect(summary.users == tenant.cloud.users.count)
            let table = try await tenant.rollout.table()
            #expect(Set(table.rows.map(\.id)).count == table.rows.count)
            #expect(table.rows.count == summary.users)
        }
    }

    @Test func `where changes cannot be tracked, everything is read each time, and it is said`() async throws {
        try await VirtualTime.run { time in
            let script = FaultScript([FaultRule(["graph.users.delta"], .every(1), .status(501))])
            let tenant = TestTenant(time: time, faults: script)
            for _ in 0..<2 {
                let notes = Notes()
                let summary = try await tenant.rollout.refresh { event in
                    if case .note(let text) = event { notes.add(text) }
                }
                #expect(summary.wasFull)
                #expect(notes.all.contains { $0.contains("cannot be tracked") })
            }
        }
    }

    @Test func `a full reading can be asked for`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            try await tenant.rollout.refresh()
            let summary = try await tenant.rollout.refresh(full: true)
            #expect(summary.wasFull)
            #expect((summary.added, summary.changed, summary.removed) == (0, 0, 0))
        }
    }

    @Test func `a new extension in RingCentral is found by the next refresh, without a change in Microsoft 365`()
        async throws
    {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            try await tenant.rollout.refresh()
            let row = try #require(
                try await tenant.rollout.table().rows.first { $0.match?.match == "exact" && $0.user.mail != nil })
            let id = try #require(row.match?.extensionID.flatMap { Int64($0) })
            tenant.cloud.changeExtension(id) { $0?.email = "somebody.else@elsewhere.example" }
            try await time.sleep(for: Self.settled)
            let summary = try await tenant.rollout.refresh()
            #expect(summary.changed == 0)
            let now = try await tenant.rollout.table().rows.first { $0.id == row.id }
            #expect(now?.match?.match != "exact")
        }
    }

    @Test(arguments: 1...8) func `whatever happens in whatever order, changes add up to what a full reading finds`(
        seed: UInt64
    ) async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(users: 40, seed: seed, time: time)
            var random = SplitMix(seed: seed)
            try await tenant.rollout.refresh()
            for round in 0..<6 {
                for act in 0..<Int(random.next() % 12) {
                    let everybody = tenant.cloud.users
                    let user = everybody[Int(random.next() % UInt64(everybody.count))]
                    switch random.next() % 5 {
                    case 0: tenant.cloud.add(Self.person(round * 20 + act))
                    case 1: tenant.cloud.remove(user.id, forGood: random.next() % 2 == 0)
                    case 2: tenant.cloud.change(user.id) { $0.department = "D\(act)" }
                    case 3: tenant.cloud.change(user.id) { $0.accountEnabled.toggle() }
                    default: tenant.cloud.restore(user.id)
                    }
                }
                // Sometimes before everything shows: then it comes with a later reading.
                try await time.sleep(for: random.next() % 2 == 0 ? .seconds(1) : Self.settled)
                try await tenant.rollout.refresh()
            }
            try await time.sleep(for: Self.settled)
            try await tenant.rollout.refresh()
            let followed = try await tenant.rollout.table()

            let fresh = TestTenant(users: 40, seed: seed, time: time, cloud: tenant.cloud)
            try await fresh.rollout.refresh()
            let read = try await fresh.rollout.table()
            let (left, right) = (
                Dictionary(uniqueKeysWithValues: followed.rows.map { ($0.id, $0.user) }),
                Dictionary(uniqueKeysWithValues: read.rows.map { ($0.id, $0.user) })
            )
            #expect(left == right)
            let matches = Dictionary(uniqueKeysWithValues: read.rows.map { ($0.id, $0.match) })
            for row in followed.rows { #expect(row.match == matches[row.id]) }
        }
    }

    @Test func `a refresh that dies anywhere is made good by the next one`() async throws {
        try await VirtualTime.run { time in
            for number in 1...3 {
                for keeps in [false, true] {
                    let ledger = MemoryLedger()
                    let first = TestTenant(time: time, ledger: ledger)
                    try await first.rollout.refresh()
                    first.cloud.add(Self.person(1))
                    let gone = try #require(first.cloud.users.first?.id)
                    first.cloud.remove(gone)
                    try await time.sleep(for: Self.settled)
                    let death = Mortality.Death(at: number)
                    let mortal = TestTenant(
                        time: time,
                        ledger: Mortality.MortalLedger(base: ledger, death: death, moment: keeps ? .after : .before),
                        cloud: first.cloud)
                    _ = try? await mortal.rollout.refresh()
                    try await first.rollout.refresh()
                    let ids = Set(try await first.rollout.table().rows.map(\.id.rawValue))
                    #expect(ids == Set(first.cloud.users.map(\.id)))
                }
            }
        }
    }

    @Test func `whoever left between plan and run is told apart from the others`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(time: time)
            try await tenant.rollout.refresh()
            let plan = try await tenant.rollout.plan(.install, for: .everyone)
            let leaver = try #require(plan.steps.first { $0.expectation == .open })
            tenant.cloud.remove(leaver.id.rawValue, forGood: true)
            try await time.sleep(for: Self.settled)
            let summary = try await tenant.rollout.apply(plan, approved: plan.digest)
            #expect(summary.stopped == nil)
            let row = try await tenant.rollout.table().rows.first { $0.id == leaver.id }
            #expect(row?.status == .failed)
            #expect(row?.reason == "userGone")
            #expect(row?.remedy?.isEmpty == false)
        }
    }

    @Test func `those whom Teams has never seen are named as such, however Graph refuses them`() async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(users: 300, time: time)
            _ = try await tenant.install()
            let never = Set(tenant.cloud.users.filter { $0.kind == .neverProvisioned }.map(\.id))
            #expect(!never.isEmpty)
            let rows = try await tenant.rollout.table().rows.filter { never.contains($0.id.rawValue) }
            #expect(rows.allSatisfy { $0.status == .failed })
            #expect(Set(rows.map(\.reason)) == ["notProvisioned"])
        }
    }
}

/// Numbers that repeat by seed.
private struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// What a run had to say besides.
private final class Notes: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
}
