import Foundation
import PatchbayCore

/// The answer to a request for several resources at once: 207, and a part for each, whatever became of it.
///
/// Source: RingCentral `basics/batch-requests`: a JSON array for those who accept its media type, `multipart/mixed` for everybody
/// else.
enum RingCentralBatch {
    private static let type = "application/vnd.ringcentral.multipart+json"
    private static let boundary = "Boundary_1_simulated"

    static func answer(_ parts: [(id: String, status: Int, body: JSONValue)], _ call: Call) -> HTTPResponse {
        if call.fields["Accept"]?.lowercased().contains(type) == true {
            let elements = parts.map { part -> JSONValue in
                ["resourceId": .string(part.id), "status": .integer(Int64(part.status)), "body": part.body]
            }
            return .json(.array(elements), status: 207, type: type)
        }
        let path = call.target.split(separator: "?").first ?? ""
        let summary: JSONValue = [
            "response": .array(
                parts.map { part in
                    [
                        "href": .string(call.root + path.replacing(call["extension"], with: part.id)),
                        "status": .integer(Int64(part.status)),
                        "responseDescription": part.status == 200 ? "OK" : "Not Found",
                    ]
                })
        ]
        var body = Data()
        for value in [summary] + parts.map(\.body) {
            body +=
                Data("--\(boundary)\r\nContent-Type: application/json\r\n\r\n".utf8) + value.data + Data("\r\n".utf8)
        }
        body += Data("--\(boundary)--\r\n".utf8)
        return HTTPResponse(
            status: 207, fields: ["Content-Type": "multipart/mixed; boundary=\(boundary)"], body: body)
    }
}
