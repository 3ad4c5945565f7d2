import Foundation
import PatchbayCore

/// What an unsuccessful answer says, in any of the three shapes: the platform's (`code`, `message`), SCIM's (`scimType`, `detail`) and
/// OAuth's (`error`, `error_description`). They are told apart by their members, never by the path: SCIM calls answer in both.
///
/// Source: Genesys Cloud platform SDK, `ErrorBody`, `ScimError`.
struct GenesysErrorBody: Sendable {
    var code = ""
    var scimType = ""
    var message = ""
    var correlationID: String?
    var limitKey: String?
    var fieldNames: [String] = []

    private struct Wire: Decodable {
        struct Detail: Decodable {
            var fieldName: String?
        }
        struct Limit: Decodable {
            var key: String?
        }
        var code: String?
        var message: String?
        var messageWithParams: String?
        var contextId: String?
        var scimType: String?
        var detail: String?
        var error: String?
        var error_description: String?
        var description: String?
        var limit: Limit?
        var details: [Detail]?
    }

    init(_ response: HTTPResponse) {
        guard let wire = try? JSONDecoder().decode(Wire.self, from: response.body) else { return }
        code = wire.code ?? wire.scimType ?? wire.error ?? ""
        scimType = wire.scimType ?? ""
        message =
            wire.messageWithParams ?? wire.message ?? wire.detail ?? wire.error_description ?? wire.description ?? ""
        correlationID = wire.contextId
        limitKey = wire.limit?.key
        fieldNames = wire.details?.compactMap(\.fieldName) ?? []
    }

    /// Whether a write was refused because somebody else wrote first. Documentation says 400 with `invalidVers` in one place and 409
    /// with a sentence in another, and gateways say 412. Sources: Genesys Cloud SCIM API, `If-Match`; response table of `PATCH`.
    func isStaleVersion(status: Int) -> Bool {
        switch status {
        case 412: true
        case 400: scimType == "invalidVers"
        case 409: scimType == "invalidVers" || message.lowercased().contains("version")
        default: false
        }
    }

    /// The seconds in “Retry the request in [N] seconds”.
    var secondsInMessage: Int? {
        guard let range = message.lowercased().firstRange(of: "retry the request in") else { return nil }
        let digits = message[range.upperBound...].drop { !$0.isNumber }.prefix { $0.isNumber }
        return Int(digits)
    }
}
