/// Why a word on a command line was not understood, and what would have been.
public struct MappingArgumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text that was given.
    public let given: String
    /// What is wrong with it, in one sentence.
    public let message: String
    /// What to write instead.
    public let remedy: String

    init(_ given: String, _ message: String, remedy: String) {
        self.given = given
        self.message = message
        self.remedy = remedy
    }

    /// Message and remedy.
    public var description: String { "\(message) \(remedy)" }

    static func unknown(_ kind: String, _ given: String, known: [String]) -> Self {
        let nearest = known.min { $0.distance(to: given) < $1.distance(to: given) }
        let hint = nearest.flatMap { $0.distance(to: given) <= 3 ? "Did you mean \"\($0)\"? " : nil } ?? ""
        return Self(
            given, "\"\(given)\" is not a known \(kind).", remedy: "\(hint)Use one of: \(known.joined(separator: ", ")).")
    }
}

extension String {
    /// The letters and digits in lower case: `In a meeting`, `in-a-meeting` and `inAMeeting` become the same.
    var squeezed: String { String(lowercased().filter { $0.isLetter || $0.isNumber }) }

    /// The number of letters to change, add or remove to get from one squeezed text to the other.
    func distance(to other: String) -> Int {
        let left = Array(squeezed)
        let right = Array(other.squeezed)
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, opposite) in right.enumerated() {
                let cost = letter == opposite ? diagonal : Swift.min(diagonal, row[j], row[j + 1]) + 1
                diagonal = row[j + 1]
                row[j + 1] = cost
            }
        }
        return row[right.count]
    }

    /// Splits `LEFT/RIGHT`, blanks around either removed.
    func pair(separatedBy separator: Character) -> (left: String, right: String)? {
        let parts = split(separator: separator, omittingEmptySubsequences: false).map { part in
            let trimmed = part.drop { $0.isWhitespace }
            return String(trimmed.reversed().drop { $0.isWhitespace }.reversed())
        }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return (parts[0], parts[1])
    }
}
