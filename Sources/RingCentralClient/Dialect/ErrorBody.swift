import Foundation
import PatchbayCore

/// What an unsuccessful answer says, whatever its shape: RingCentral's own object with nested errors, the OAuth object, the SCIM object,
/// or a page of HTML from something on the way.
///
/// Sources: RingCentral `basics/errors`, OpenAPI error examples, SCIM `createUser2`.
struct ErrorBody: Sendable {
    /// Codes of RingCentral's form (`CMN-102`), most specific first, then other words.
    var codes: [String] = []
    /// The service's message.
    var message = ""
    /// The permission that is missing, if named.
    var permission: String?
    /// The parameter that is wrong, if named.
    var parameter: String?
    /// The feature that is missing, if named.
    var feature: String?

    init(_ response: HTTPResponse) {
        guard let raw = try? JSONDecoder().decode(Raw.self, from: response.body) else {
            // Nothing of a page that something else wrote is repeated.
            if !response.body.isEmpty { message = "The answer is not RingCentral's (\(Self.kind(of: response)))." }
            return
        }
        let nested = raw.errors ?? []
        let all = [raw.errorCode] + nested.map(\.errorCode) + [raw.error, raw.scimType]
        let words = all.compactMap { $0 }.filter { !$0.isEmpty }
        var seen: Set<String> = []
        codes = (words.filter(Self.isCode) + words.filter { !Self.isCode($0) }).filter { seen.insert($0).inserted }
        message = raw.message ?? raw.error_description ?? raw.detail ?? nested.first?.message ?? ""
        func first(_ name: String, _ direct: (Detail) -> String?) -> String? {
            for detail in [raw.detailOfTop] + nested {
                if let value = direct(detail) { return value }
                let named = detail.parameters?.first { $0.parameterName == name }
                if let value = named?.parameterValue?.description { return value }
            }
            return nil
        }
        permission = first("permissionName") { $0.permissionName }
        feature = first("featureName") { $0.featureName }
        parameter = ([raw.detailOfTop] + nested).lazy.compactMap(\.parameterName).first
    }

    private static func kind(of response: HTTPResponse) -> String {
        "\(response.body.count) bytes of \(response.fields["Content-Type"] ?? "no content type")"
    }

    /// Two to four capitals, a hyphen, digits: the real code. Others are words kept from older versions.
    static func isCode(_ word: String) -> Bool {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && (2...4).contains(parts[0].count)
            && parts[0].allSatisfy { $0.isASCII && $0.isUppercase }
            && !parts[1].isEmpty && parts[1].allSatisfy(\.isNumber)
    }

    private struct Parameter: Decodable, Sendable {
        let parameterName: String?
        let parameterValue: LenientID?
    }

    private struct Detail: Decodable, Sendable {
        var errorCode, message, parameterName, permissionName, featureName: String?
        var parameters: [Parameter]?
    }

    private struct Raw: Decodable {
        let errorCode, message, error, error_description, parameterName, permissionName, featureName: String?
        let detail, scimType: String?
        let parameters: [Parameter]?
        let errors: [Detail]?

        var detailOfTop: Detail {
            Detail(
                parameterName: parameterName, permissionName: permissionName, featureName: featureName,
                parameters: parameters)
        }
    }
}
