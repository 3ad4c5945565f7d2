/// Writes records as RFC 4180 asks: commas, CRLF, quotes doubled inside quotes.
///
/// Every record ends with CRLF, also the last one.
struct CSVWriter: Sendable {
    private(set) var text = ""

    /// Adds one record.
    mutating func write(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { text += "," }
            text += Self.quoted(field)
        }
        text += "\r\n"
    }

    /// A field in quotes where the format needs them.
    static func quoted(_ field: String) -> String {
        // On the bytes: as a Character, CR followed by LF is one and equal to neither.
        let special: Set<UInt8> = [UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        guard field.utf8.contains(where: special.contains) else { return field }
        var quoted = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// A text that no spreadsheet takes for a formula.
    ///
    /// Spreadsheets compute a field that begins with one of `= + - @`, a tab or a line break, also when it came from a
    /// directory that strangers can write to. Such a text gets a leading apostrophe, which spreadsheets show as "this is
    /// text". Telephone numbers such as `+1 650 555 0100` get one too: without it they would be added up. A program that
    /// reads the file can drop an apostrophe that is followed by one of these characters.
    static func guarded(_ text: String) -> String {
        // The full-width forms are formulas in East Asian editions.
        let starters: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
        guard let first = text.unicodeScalars.first, starters.contains(first) else { return text }
        return "'" + text
    }
}
