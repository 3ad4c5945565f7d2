import Foundation
import GraphClient
import PatchbayCore
import PatchbaySimulator
import PatchbayTesting
import Provisioning
import Testing

/// The whole flow for large tenants. `PATCHBAY_SCALE` sets how many users there are; it takes a minute for 15,000 in a debug build.
@Suite(.timeLimit(.minutes(60))) struct ScaleTests {
    private static let users = ProcessInfo.processInfo.environment["PATCHBAY_SCALE"].flatMap { Int($0) } ?? 900

    /// A service as the run meets it: its limits, and what we hold ourselves to.
    struct Service: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var limits = Limits.published
        /// Installs a second that it grants in the long run.
        var rate = 30.0
        var policy = PacingPolicy.fast
        /// How long an installation may take to show.
        var showsWithin = Duration.seconds(3)
        /// How much more than the floor it may take.
        var excess = 0.01
        /// How many installs in a thousand may be refused for their pace.
        var refusals = 0.0
    }

    private static let slower = Limits.published.overriding(
        .teamsInstallsCreate, with: .perSecond(20, source: "a slower service"))

    /// `PATCHBAY_SCALE_SERVICE` picks one of them.
    private static let services = [
        Service(testDescription: "as published"),
        // The safe policy keeps to 99 % of the rate that is granted in the long run, 83 % of the published one.
        Service(testDescription: "as published, safe", rate: 24.9, policy: .safe, excess: 0.02),
        Service(testDescription: "installations show late", showsWithin: .seconds(20)),
        Service(testDescription: "slower than published", limits: slower, rate: 20, excess: 0.03, refusals: 2),
        Service(
            testDescription: "slower, and refusals count", limits: slower.chargingRefusals(), rate: 20, excess: 0.03,
            refusals: 2),
        Service(
            testDescription: "a sustained window", limits: .published.sustained(over: .seconds(60)), rate: 24.9,
            excess: 0.03, refusals: 2),
    ].filter {
        $0.testDescription
            == ProcessInfo.processInfo.environment["PATCHBAY_SCALE_SERVICE", default: $0.testDescription]
    }

    @Test(arguments: services)
    func `a whole tenant is installed as fast as the limits allow`(service: Service) async throws {
        try await VirtualTime.run { time in
            let tenant = TestTenant(
                users: Self.users, time: time, limits: service.limits,
                consistency: .eventual(within: service.showsWithin), pacing: service.policy)
            let summary = try await tenant.install()
            #expect(summary.stopped == nil)
            #expect(summary.remaining == 0)

            let journal = tenant.cloud.journal
            let installs = journal.writes.filter { $0.operation == .installedAppsAdd && $0.status != 429 }
            let first = try #require(installs.first?.at)
            let last = try #require(installs.last?.at)
            // Users who are refused for another reason count against the limit like everybody.
            let floor = (Double(installs.count) - service.rate) / service.rate
            let share = (last - first) / floor
            let end = time.now.seconds
            // Reading back is limited like writing and goes on beside it, so the last look comes soon after the last write.
            #expect(end - last <= 3 * service.showsWithin.seconds + 0.02 * floor)
            print(
                "\(service.testDescription): \(installs.count) installs, \(share) of the floor, read back \(end - last) s later, \(journal.throttled) refused for pace"
            )
            #expect(journal.callsDuringPenalty == 0)
            try await tenant.expectLedgerEqualsCloud()
            if service.refusals == 0 {
                #expect(journal.throttled == 0)
            } else if Self.users >= 15_000 {
                // What a service is really like takes a few seconds to learn; a short run is over before that pays.
                #expect(Double(journal.throttled) <= service.refusals / 1000 * Double(installs.count))
            }
            // A second for the way there and back.
            if service.refusals == 0 || Self.users >= 15_000 {
                #expect(last - first <= floor * (1 + service.excess) + 1)
            }
        }
    }
}
