import Foundation
import PatchbayCore

/// The answer to a request for several resources at once: 207 and one part per id.
///
/// As JSON it is an array of `{resourceId, status, body}`; a server that does not know that media type answers `multipart/mixed`, whose first
/// part lists the statuses and whose others follow in order. Source: RingCentral `basics/batch-requests`.
enum BatchAnswer {
    static let mediaType = "application/vnd.ringcentral.multipart+json"

    struct Part: Sendable {
        let resourceID: LenientID?
        let status: Int
        let body: Data

        func result<Value: Decodable>(
            _ type: Value.Type, of call: RingCentralCall, now: Date
        ) -> Result<Value, ServiceError> {
            let response = HTTPResponse(status: status, fields: ["Content-Type": "application/json"], body: body)
            guard response.isSuccess else {
                return .failure(RingCentralDialect().error(from: response, operation: call.name, now: now))
            }
            do {
                return .success(
                    try WireCoding.decode(type, from: response, service: .ringCentral, operation: call.name))
            } catch {
                return .failure(error)
            }
        }
    }

    /// The parts, in the order of the answer.
    ///
    /// - Throws: ``ServiceError`` of category `decoding`.
    static func parts(of response: HTTPResponse, operation: String) throws(ServiceError) -> [Part] {
        let type = response.fields["Content-Type"] ?? ""
        if type.lowercased().hasPrefix("multipart/") {
            guard let parts = Multipart.parts(of: response.body, contentType: type), let parsed = read(parts) else {
                throw unreadable(response, operation)
            }
            return parsed
        }
        struct Raw: Decodable {
            let resourceId: LenientID?
            let status: Int
            let body: JSONText?
        }
        let raw = try WireCoding.decode([Raw].self, from: response, service: .ringCentral, operation: operation)
        return raw.map { Part(resourceID: $0.resourceId, status: $0.status, body: $0.body?.data ?? Data()) }
    }

    private static func read(_ parts: [Data]) -> [Part]? {
        struct Summary: Decodable {
            struct Entry: Decodable {
                let href: String?
                let status: Int
            }
            let response: [Entry]
        }
        guard let first = parts.first, let summary = try? JSONDecoder().decode(Summary.self, from: first) else {
            return nil
        }
        // An entry without a body may have no part; with fewer parts than entries nobody knows which is whose.
        let bodies = parts.dropFirst()
        guard bodies.count == summary.response.count else { return nil }
        return zip(summary.response, bodies).map { entry, body in
            Part(resourceID: entry.href.flatMap(extensionID), status: entry.status, body: body)
        }
    }

    /// The id in `…/extension/{id}/presence`.
    private static func extensionID(in href: String) -> LenientID? {
        let parts = href.split(separator: "/")
        guard let index = parts.firstIndex(of: "extension"), index + 1 < parts.count else { return nil }
        return LenientID(String(parts[index + 1]))
    }

    private static func unreadable(_ response: HTTPResponse, _ operation: String) -> ServiceError {
        ServiceError(
            service: .ringCentral, operation: operation, status: response.status, code: "UnreadableAnswer",
            message: "the parts of the answer cannot be told apart (\(response.body.count) bytes)",
            category: .decoding, requestID: response.fields["RCRequestId"],
            remedy: Remedy("Run again. If it stays, report the request id to RingCentral.", action: .runAgain))
    }
}
