import Foundation
import IdentityMatching

/// Two directories joined by mail, sign-in name and proxy addresses.
enum Matching {
    static func run(file: String) throws {
        var people: [Person] = []
        var entries: [DirectoryEntry] = []
        for line in try Lines.of(file) {
            let words = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            func text(_ index: Int) -> String { String(decoding: words[index], as: UTF8.self) }
            if words[0].first == UInt8(ascii: "P") {
                people.append(
                    Person(
                        id: Person.ID(text(1)), userPrincipalName: text(2), mail: words[3].isEmpty ? nil : text(3),
                        otherAddresses: words[4].split(separator: UInt8(ascii: ",")).map {
                            String(decoding: $0, as: UTF8.self)
                        }))
            } else {
                entries.append(DirectoryEntry(id: DirectoryEntry.ID(text(1)), email: text(2)))
            }
        }
        let before = Measure.peakMegabytes
        let measure = Measure()
        let report = IdentityMatcher(promoting: [.proxyAddress]).match(people, with: entries)
        measure.report(
            "match", count: report.counts.exact, ["people": Double(people.count), "inputMB": before])
    }
}
