import Foundation
import PatchbayTesting
import Testing

@Suite struct `The guide “Write your own transport”` {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    private static let guide = tests.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Documentation/WriteYourOwnTransport.md")

    @Test func `shows exactly the code that is tested`() throws {
        let shown = try Self.pieces(of: Self.guide, between: "```swift\n", and: "```")
        let tested = try ["GuideCode.swift", "AsyncHTTPClientTests.swift"].flatMap {
            try Self.pieces(of: Self.tests.appending(path: $0), between: "// guide: ", and: "// guide: end")
                .map { $0.drop { $0 != "\n" } }
        }
        #expect(Set(shown.map { unindented($0) }) == Set(tested.map { unindented($0) }))
        #expect(shown.count == tested.count)
    }

    @Test func `lists exactly the requirements that are checked`() throws {
        let listed = try String(contentsOf: Self.guide, encoding: .utf8).components(separatedBy: "\n")
            .filter { $0.hasPrefix("- … ") }.map { String($0.dropFirst(4)) }
        #expect(listed == HTTPTransportConformance.requirements.map(\.description))
    }

    private static func pieces(of file: URL, between start: String, and end: String) throws -> [Substring] {
        var rest = try String(contentsOf: file, encoding: .utf8)[...]
        var pieces: [Substring] = []
        while let opening = rest.firstRange(of: start) {
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: end) else { break }
            pieces.append(rest[..<closing.lowerBound])
            rest = rest[closing.upperBound...]
        }
        return pieces
    }

    private func unindented(_ code: Substring) -> [String] {
        let lines = code.components(separatedBy: "\n").filter { !$0.allSatisfy { $0 == " " } }
        let indent = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(indent)) }
    }
}
