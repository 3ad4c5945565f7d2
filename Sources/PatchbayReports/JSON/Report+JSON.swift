import Foundation

extension Report {
    /// The whole report as JSON: stable key order, dates in UTC with milliseconds, cells by column id.
    ///
    /// Equal reports give equal bytes, so two runs can be compared with `diff`.
    ///
    /// - Parameter isPretty: Whether to indent; leave it off for large tables that only programs read.
    /// - Throws: `EncodingError`; no report that can be built is known to cause one.
    public func json(isPretty: Bool = true) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.iso8601(date))
        }
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// Reads a report that ``json(isPretty:)`` wrote, for example to make a page of it later.
    ///
    /// - Throws: `DecodingError` when the text is not such a report.
    public init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = Timestamp.date(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "Not a date: \(text)")
            }
            return date
        }
        self = try decoder.decode(Report.self, from: Data(json.utf8))
    }
}
