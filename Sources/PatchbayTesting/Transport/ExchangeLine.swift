import Foundation
import PatchbayCore

/// One exchange as it is written: what a description of the service can judge, and no secret.
struct ExchangeLine: Encodable {
    let answerer: String
    let method: String
    let url: String
    let fields: [String: String]
    let body: String?
    let status: Int?
    let answerFields: [String: String]?
    let answer: String?

    init(_ request: HTTPRequest, _ response: HTTPResponse?, by answerer: ExchangeRecorder.Answerer) {
        self.answerer = answerer.rawValue
        method = request.method.rawValue
        url = ExchangeLine.withoutSecrets(request.url.absoluteString)
        fields = ExchangeLine.harmless(request.fields)
        body = request.body.map(ExchangeLine.text)
        status = response?.status
        answerFields = response.map { ExchangeLine.harmless($0.fields) }
        answer = response.map { ExchangeLine.text($0.body) }
    }

    /// What two exchanges that teach the same have in common: method, address, body and status, without ids and numbers.
    var shape: String {
        "\(method) \(ExchangeLine.generalized(url)) \(status ?? 0) \(answerer) \(fields.keys.sorted().joined(separator: ","))"
            + " \(ExchangeLine.generalized(body ?? ""))"
    }

    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + [UInt8(ascii: "\n")]
    }

    /// Header fields that have to do with the description; everything else, credentials first of all, is left out.
    private static let harmlessFields: Set<String> = [
        "accept", "consistencylevel", "content-type", "etag", "if-match", "if-none-match", "location", "prefer",
        "retry-after",
    ]

    private static func harmless(_ fields: HTTPFields) -> [String: String] {
        var kept: [String: String] = [:]
        for field in fields where harmlessFields.contains(field.name.lowercased()) {
            kept[field.name.lowercased()] = withoutSecrets(field.value)
        }
        return kept
    }

    private static func text(_ body: Data) -> String { withoutSecrets(String(decoding: body, as: UTF8.self)) }

    /// The names whose values are secrets, in forms, queries and JSON.
    private static let secretNames = [
        "access_token", "refresh_token", "id_token", "client_secret", "client_assertion", "assertion", "password",
        "device_code", "code_verifier", "clientState", "validationToken", "verificationToken", "secretText",
    ]
    /// The names that are secrets in forms and queries; in JSON they are error codes and the like.
    private static let formNames = ["code", "token"]

    static func withoutSecrets(_ text: String) -> String {
        var result = text
        for name in secretNames where text.contains(name) {
            result = replaceValues(of: name, in: result, json: true)
        }
        for name in formNames where text.contains(name + "=") {
            result = replaceValues(of: name, in: result, json: false)
        }
        return result
    }

    /// Replaces `name=…`, and `"name": "…"` if JSON is meant too.
    private static func replaceValues(of name: String, in text: String, json: Bool) -> String {
        let bytes = Array(text.utf8)
        let word = Array(name.utf8)
        var out: [UInt8] = []
        var place = 0
        func isWordByte(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
        while place < bytes.count {
            guard bytes[place...].starts(with: word), place == 0 || !isWordByte(bytes[place - 1]) else {
                out.append(bytes[place])
                place += 1
                continue
            }
            out += word
            place += word.count
            guard let value = valueRange(in: bytes, after: place, json: json) else { continue }
            out += bytes[place..<value.lowerBound] + Array("redacted".utf8)
            place = value.upperBound
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Where the value of a name stands that ends at a place: after `=` up to `&`, or between the quotes after `":`.
    private static func valueRange(in bytes: [UInt8], after place: Int, json: Bool) -> Range<Int>? {
        guard place < bytes.count else { return nil }
        if bytes[place] == UInt8(ascii: "=") {
            let start = place + 1
            return start..<(bytes[start...].firstIndex { $0 == UInt8(ascii: "&") } ?? bytes.count)
        }
        guard json, bytes[place] == UInt8(ascii: "\"") else { return nil }
        var start = place + 1
        while start < bytes.count, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: ":") { start += 1 }
        guard start > place + 1, start < bytes.count, bytes[start] == UInt8(ascii: "\"") else { return nil }
        start += 1
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return start..<min(end, bytes.count)
    }

    /// A text with every identifier, number and address of a person as one sign.
    static func generalized(_ text: String) -> String {
        var out: [UInt8] = []
        var word: [UInt8] = []
        func flush() {
            let isID = word.contains { (0x30...0x39).contains($0) } || word.contains(UInt8(ascii: "@"))
            out += isID ? [UInt8(ascii: "*")] : word
            word = []
        }
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"),
                UInt8(ascii: "."), UInt8(ascii: "+"):
                word.append(byte)
            default:
                flush()
                out.append(byte)
            }
        }
        flush()
        return String(decoding: out, as: UTF8.self)
    }
}
