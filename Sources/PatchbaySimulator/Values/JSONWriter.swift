import Foundation

extension JSONValue {
    /// The compact form, in UTF-8.
    ///
    /// Written into a string, whose appending is fast also where this module is not optimised; members keep their order, which
    /// Foundation's encoders do not promise.
    var data: Data {
        var text = ""
        write(to: &text)
        return Data(text.utf8)
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .number(let number): text += String(number)
        case .string(let value): JSONValue.write(value, to: &text)
        case .array(let elements):
            text += "["
            var isFirst = true
            for element in elements {
                if !isFirst { text += "," }
                isFirst = false
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            var isFirst = true
            for member in members {
                if !isFirst { text += "," }
                isFirst = false
                JSONValue.write(member.name, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ value: String, to text: inout String) {
        text += "\""
        let needsEscapes =
            unsafe value.utf8.withContiguousStorageIfAvailable { bytes in
                var place = 0
                while place < bytes.count {
                    let byte = unsafe bytes[place]
                    if byte < 0x20 || byte == 0x22 || byte == 0x5C { return true }
                    place += 1
                }
                return false
            } ?? true
        if needsEscapes {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "\"", "\\": text += "\\" + String(scalar)
                case "\u{0}"..<"\u{20}":
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: text.unicodeScalars.append(scalar)
                }
            }
        } else {
            text += value
        }
        text += "\""
    }
}
