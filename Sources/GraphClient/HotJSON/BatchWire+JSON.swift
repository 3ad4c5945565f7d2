import Foundation
import PatchbayCore

extension BatchResponseBody: JSONReadable {
    private static let fields = JSONFields(CodingKeys.self)

    /// Reads the answer to a batch.
    @usableFromInline
    init(json: inout JSONReader) throws(JSONFault) {
        var responses: [Item]?
        var link: String?
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .responses: responses = try Item.list(json: &json, isMost: true)
            case .nextLink: link = try json.optionalString()
            }
        }
        guard let responses else { throw json.fault(.missing) }
        self.init(responses: responses, isPartial: link != nil)
    }
}

extension BatchResponseBody.Item: JSONReadable {
    private static let fields = JSONFields(CodingKeys.self)

    /// Reads one answer. Its body is handed on byte by byte as it came.
    @usableFromInline
    init(json: inout JSONReader) throws(JSONFault) {
        var id: LenientID?
        var status: Int64?
        var headers: [HTTPFields.Field] = []
        var body = Data()
        var text: String?
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .id: id = try LenientID(json: &json)
            case .status: status = try json.integer()
            case .headers: headers = try json.takeNull() ? [] : try Self.headers(&json)
            case .body where try json.takeNull(): break
            case .body:
                // Only text may be something else than JSON, which its header field tells.
                if json.kind() == UInt8(ascii: "\"") {
                    let start = json.mark
                    text = try json.string()
                    json.goBack(to: start)
                }
                body = try json.raw()
            }
        }
        guard let id, let status else { throw json.fault(.missing) }
        let fields = HTTPFields(headers)
        if let text, !Self.isJSON(fields) { body = Data(base64Encoded: text) ?? Data(text.utf8) }
        self.init(
            id: id.description, response: HTTPResponse(status: Int(clamping: status), fields: fields, body: body))
    }

    private static func headers(_ json: inout JSONReader) throws(JSONFault) -> [HTTPFields.Field] {
        var headers: [HTTPFields.Field] = []
        try json.members { name, json throws(JSONFault) in
            switch json.kind() {
            case UInt8(ascii: "\""):
                let value = try json.repeatedString()
                if !value.isEmpty { headers.append(HTTPFields.Field(name: name, value: value)) }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                headers.append(HTTPFields.Field(name: name, value: String(try json.integer())))
            default:
                try json.skip()
            }
        }
        headers.sort { $0.name < $1.name }
        return headers
    }
}

extension BatchRequestBody {
    /// The document, with sorted keys. The items' own bodies are put in as they are.
    ///
    /// - Throws: `DecodingError` for an item whose body is not JSON.
    static func data(for items: [BatchItem]) throws -> Data {
        var writer = JSONWriter(capacity: items.count * 256)
        writer.raw(#"{"requests":["#)
        for (index, item) in items.enumerated() {
            writer.raw(index == 0 ? "{" : ",{")
            var fields = item.fields
            if let body = item.body {
                writer.raw(#""body":"#)
                writer.raw(try checked(body))
                writer.raw(",")
                if fields.isEmpty {
                    writer.raw(#""headers":{"Content-Type":"application/json"},"#)
                } else if fields["Content-Type"] == nil {
                    fields["Content-Type"] = "application/json"
                }
            }
            if !fields.isEmpty {
                let headers = Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0), \($1)" })
                for (place, header) in headers.sorted(by: { $0.key < $1.key }).enumerated() {
                    writer.raw(place == 0 ? #""headers":{"# : ",")
                    writer.string(header.key)
                    writer.raw(":")
                    writer.string(header.value)
                }
                writer.raw("},")
            }
            writer.raw(#""id":"\#(index + 1)","method":"#)
            writer.string(item.method.rawValue)
            writer.raw(#","url":"#)
            writer.string(item.query.isEmpty ? item.path : item.path + item.query.suffix)
            writer.raw("}")
        }
        writer.raw("]}")
        return writer.data
    }

    /// A body that is a JSON document for sure.
    private static func checked(_ body: Data) throws -> Data {
        let isPlain = (try? JSONReader.read(body) { json throws(JSONFault) in try json.skip() }) != nil
        return isPlain ? body : try JSONEncoder().encode(try JSONDecoder().decode(JSONNode.self, from: body))
    }
}
