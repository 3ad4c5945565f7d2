import Foundation
import Testing

@testable import PatchbayReports

struct NumberTextTests {
    @Test(arguments: [
        (0.0, "0"), (7, "7"), (999, "999"), (1204, "1,204"), (1_000_000, "1,000,000"), (-1204, "-1,204"),
        (0.25, "0.25"),
        (1.5, "1.5"), (1.05, "1.05"), (1.999, "2"), (-0.001, "0"), (1234.5, "1,234.5"), (.nan, ""), (.infinity, ""),
    ])
    func `numbers for people have groups of three and at most two decimals`(number: Double, text: String) {
        #expect(NumberText.grouped(number) == text)
    }

    @Test(arguments: [
        (1204.0, "1204"), (0.25, "0.25"), (-3, "-3"), (.nan, ""), (9_007_199_254_740_991, "9007199254740991"),
    ])
    func `numbers for programs have no groups`(number: Double, text: String) {
        #expect(NumberText.plain(number) == text)
    }

    @Test(arguments: [
        (0, 10, "0 %"), (10, 10, "100 %"), (5, 10, "50.0 %"), (1, 3, "33.3 %"), (1, 20_000, "< 0.1 %"),
        (19_999, 20_000, "> 99.9 %"), (1, 0, ""),
    ])
    func `a share that exists is never shown as nothing, and one that is not all never as all`(
        part: Int, whole: Int, text: String
    ) {
        #expect(NumberText.share(part, of: whole) == text)
    }

    @Test
    func `moments are shown in the zone of the report, and in UTC where it is not known`() {
        let berlin = Timestamp(zone: "Europe/Berlin")
        #expect("\(berlin.minutes(SampleReports.moment)) \(berlin.zoneName)" == "2026-11-24 19:30 Europe/Berlin")
        for zone in [nil, "Nowhere/Land"] {
            let time = Timestamp(zone: zone)
            #expect("\(time.minutes(SampleReports.moment)) \(time.zoneName)" == "2026-11-24 18:30 UTC")
        }
    }
}
