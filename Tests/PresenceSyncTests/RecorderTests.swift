import Foundation
import PatchbayCore
import PatchbayReports
import PatchbayTesting
import PresenceMapping
import PresenceSync
import Testing

@Suite struct RecorderTests {
    @Test func `the report shows both sides of everybody over time, every write with its rule, and who is not synced`()
        async throws
    {
        try await VirtualTime.run { time in
            let sides = TwoSides(people: 3, time: time)
            let bench = Bench(sides)
            sides.change(2) { $0.isVisible = false }
            let summary = try await bench.during {
                sides.teams(0, "Busy/InAMeeting")
                sides.call(1, "CallConnected")
                try await bench.wait(120)
                sides.teams(0, "Available/Available")
                sides.call(1, "NoCall")
                try await bench.wait(120)
            }
            var recorder = PresenceRecorder()
            for event in bench.log.all { recorder.add(event) }
            let report = recorder.report(summary)
            let meeting = try #require(report.timelines.first { $0.subject == "Person 0" })
            #expect(meeting.lanes.map(\.label) == ["Teams", "RingCentral"])
            let shown = meeting.lanes[1].spans.map(\.label)
            #expect(shown == ["Available", "Do not disturb", "Available"])
            let long = meeting.lanes[1].spans[1]
            #expect((60...150).contains(long.end.timeIntervalSince(long.start)))
            #expect(meeting.events.count == 2)
            #expect(meeting.events.first?.note.contains("inAMeeting=noCalls") == true)
            let call = try #require(report.timelines.first { $0.subject == "Person 1" })
            #expect(call.lanes[0].spans.contains { $0.label.hasPrefix("Held: ") })
            #expect(report.tallies.map(\.count) == [2, 1])
            let hidden = try #require(report.table?.rows.first { $0.id == "u2" })
            #expect(hidden.reason?.contains("nobody see") == true)
            let page = try report.rendered(as: .html)
            #expect(page.contains("Person 0"))
        }
    }
}
