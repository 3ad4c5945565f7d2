import Foundation
import PatchbayCore

/// The documents of `$batch`.
enum BatchRequestBody {}

struct BatchResponseBody: Decodable {
    var responses: [Item]
    /// Not documented, but looked for by Microsoft's own SDK: then the items that are not answered here were not done.
    var isPartial: Bool

    enum CodingKeys: String, CodingKey, CaseIterable {
        case responses
        case nextLink = "@odata.nextLink"
    }

    init(responses: [Item], isPartial: Bool) {
        self.responses = responses
        self.isPartial = isPartial
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        responses = try fields.decode([Item].self, forKey: .responses)
        isPartial = try fields.decodeIfPresent(String.self, forKey: .nextLink) != nil
    }

    struct Item: Decodable {
        let id: String
        let response: HTTPResponse

        enum CodingKeys: String, CodingKey, CaseIterable { case id, status, headers, body }

        init(id: String, response: HTTPResponse) {
            self.id = id
            self.response = response
        }

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

        static func isJSON(_ fields: HTTPFields) -> Bool {
            (fields["Content-Type"] ?? "").lowercased().contains("json")
        }

        /// A JSON body is a JSON value; any other is base64 text.
        private static func bytes(_ node: JSONNode?, _ fields: HTTPFields) throws -> Data {
            switch node {
            case nil, .null: return Data()
            case .string(let text) where !isJSON(fields):
                return Data(base64Encoded: text) ?? Data(text.utf8)
            case .some(let value): return try JSONEncoder().encode(value)
            }
        }
    }
}
