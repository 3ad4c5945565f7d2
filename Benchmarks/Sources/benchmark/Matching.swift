import Foundation
import IdentityMatching

/// Two directories joined by mail, sign-in name and proxy addresses.
enum Matching {
    static func run(file: String) throws {
        // As a program fills them that lists both directories page by page.
        var people = PersonTable()
        var entries = EntryTable()
        try forEachLine(of: file) { line in
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

    /// One line in memory at a time, so that what is measured is what the directories take.
    private static func forEachLine(of path: String, _ body: (UnsafeRawBufferPointer) -> Void) throws {
        guard let file = fopen(path, "r") else { throw Unavailable(description: "no file \(path)") }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var room = 0
        defer { free(line) }
        while true {
            let length = getline(&line, &room, file)
            guard length > 0, let line else { return }
            body(UnsafeRawBufferPointer(start: line, count: length - 1))
        }
    }
}
