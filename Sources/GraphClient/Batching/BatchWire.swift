import Foundation
import PatchbayCore

/// The documents of `$batch`.
struct BatchRequestBody: Encodable {
    var requests: [Item]

    struct Item: Encodable {
        let id: String
        let method: String
        let url: String
        let headers: [String: String]?
        let body: JSONNode?
    }

    /// Items are numbered from 1 in the document; the caller's ids stay here.
    init(_ items: [BatchItem]) throws {
        requests = try items.enumerated().map { index, item in
            var fields = item.fields
            var body: JSONNode?
            if let data = item.body {
                body = try JSONDecoder().decode(JSONNode.self, from: data)
                if fields["Content-Type"] == nil { fields["Content-Type"] = "application/json" }
            }
            return Item(
                id: String(index + 1), method: item.method.rawValue, url: item.path + item.query.suffix,
                headers: fields.isEmpty
                    ? nil : Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0), \($1)" }),
                body: body)
        }
    }
}

struct BatchResponseBody: Decodable {
    var responses: [Item]
    /// Not documented, but looked for by Microsoft's own SDK: then the items that are not answered here were not done.
    var isPartial: Bool

    enum CodingKeys: String, CodingKey {
        case responses
        case nextLink = "@odata.nextLink"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        responses = try fields.decode([Item].self, forKey: .responses)
        isPartial = try fields.decodeIfPresent(String.self, forKey: .nextLink) != nil
    }

    struct Item: Decodable {
        let id: String
        let response: HTTPResponse

        enum CodingKeys: String, CodingKey { case id, status, headers, body }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            id = try fields.decode(LenientID.self, forKey: .id).description
            let status = try fields.decode(JSONNode.self, forKey: .status).text.flatMap(Int.init) ?? 0
            var headers: [(String, String)] = []
            if case .object(let members)? = try fields.decodeIfPresent(JSONNode.self, forKey: .headers) {
                headers = members.compactMap { name, value in value.text.map { (name, $0) } }.sorted { $0.0 < $1.0 }
            }
            let answer = HTTPFields(headers)
            let node = try fields.decodeIfPresent(JSONNode.self, forKey: .body)
            response = HTTPResponse(status: status, fields: answer, body: try Self.bytes(node, answer))
        }

        /// A JSON body is a JSON value; any other is base64 text.
        private static func bytes(_ node: JSONNode?, _ fields: HTTPFields) throws -> Data {
            switch node {
            case nil, .null: return Data()
            case .string(let text) where !(fields["Content-Type"] ?? "").lowercased().contains("json"):
                return Data(base64Encoded: text) ?? Data(text.utf8)
            case .some(let value): return try JSONEncoder().encode(value)
            }
        }
    }
}
