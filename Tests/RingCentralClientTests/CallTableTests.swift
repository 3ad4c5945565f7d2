import Foundation
import PatchbayCore
import RingCentralClient
import Testing

@Suite struct CallTableTests {
    @Test func `names are unique and every call has a limit group and a source`() {
        let calls = RingCentralCall.all
        #expect(Set(calls.map(\.name)).count == calls.count)
        for call in calls {
            #expect(RingCentralLimits.published[call.group] != nil)
            #expect(call.operation.charges == [RateCharge(call.group)])
            #expect(!call.source.isEmpty)
        }
    }

    @Test func `a call that makes something new is never repeated blindly`() {
        let harmful = RingCentralCall.all.filter { $0.replay == .harmful }.map(\.name)
        #expect(harmful == ["subscriptions.create"])
    }

    @Test func `limits are strict, counted in minutes, with a penalty, and say where they are from`() {
        let units = RingCentralLimits.published.mapValues { $0.windows.map(\.units) }
        #expect(units == [.light: [50], .medium: [40], .heavy: [10], .auth: [5]])
        for limit in RingCentralLimits.published.values {
            #expect(limit.isStrict && !limit.isSpaced)
            #expect(limit.penalty == .box(.seconds(60)))
            #expect(limit.windows.map(\.length) == [.seconds(60)])
            #expect(limit.source.contains("rate-limits"))
        }
    }

    /// The folder with the vendor's description; without it the comparison is left out, and the test list says so.
    static let description = ProcessInfo.processInfo.environment["PATCHBAY_SPECS"]
        .map { URL(filePath: $0).appending(path: "ringcentral_openapi3.json") }

    @Test(
        .enabled(
            if: description != nil, "Set PATCHBAY_SPECS to the folder that holds ringcentral_openapi3.json to run this."
        ))
    func `methods, paths, limit groups, scopes and permissions are those of the vendor's description`() throws {
        let file = try #require(Self.description)
        let root = try JSONDecoder().decode(Description.self, from: Data(contentsOf: file))
        let later: Set = ["RingCentral's generated clients"]
        for call in RingCentralCall.all where !later.contains(call.source) {
            let operation = try #require(
                root.paths[call.template]?[call.method.rawValue.lowercased()], "\(call.method) \(call.template)")
            #expect(operation.id == call.source, "\(call.name)")
            #expect(operation.group == call.group.rawValue, "\(call.name)")
            #expect(operation.scope == call.scope?.rawValue, "\(call.name)")
            let permission = operation.permission ?? (operation.feature.map { $0 })
            #expect(permission == call.permission?.rawValue, "\(call.name)")
        }
    }

    /// Our words against the description's, by the property that holds them in the answers of a call.
    static let words: [(call: String, property: String, words: [String], isComplete: Bool)] = [
        (
            "listExtensions", "status",
            [Extension.Status.enabled, .disabled, .frozen, .notActivated, .unassigned].map(\.rawValue), true
        ),
        (
            "readExtension", "type",
            [
                Extension.Kind.user, .faxUser, .virtualUser, .digitalUser, .department, .announcement, .voicemail,
                .sharedLinesGroup, .pagingOnly, .ivrMenu, .application, .parkLocation, .limited, .room, .site,
            ].map(\.rawValue), false
        ),
        ("readAccountInfo", "status", ["Initial", "Confirmed", "Unconfirmed", "Disabled"], true),
        (
            "readUserPresenceStatus", "presenceStatus",
            [PresenceStatus.available, .busy, .offline].map(\.rawValue), true
        ),
        ("readUserPresenceStatus", "userStatus", [UserStatus.available, .busy, .offline].map(\.rawValue), true),
        (
            "readUserPresenceStatus", "telephonyStatus",
            [TelephonyStatus.noCall, .callConnected, .ringing, .onHold, .parkedCall].map(\.rawValue), true
        ),
        ("readUserPresenceStatus", "meetingStatus", [MeetingStatus.connected, .disconnected].map(\.rawValue), true),
        (
            "updateUserPresenceStatus", "dndStatus",
            [
                DNDStatus.takeAllCalls, .doNotAcceptDepartmentCalls, .takeDepartmentCallsOnly, .doNotAcceptAnyCalls,
                .unknown,
            ].map(\.rawValue), true
        ),
        (
            "createSubscription", "status",
            [Subscription.Status.active, .suspended, .blacklisted].map(\.rawValue), true
        ),
        (
            "checkUserPermission", "scopes",
            [
                PermissionReach.account, .allExtensions, .userExtensions, .nonUserExtensions, .federation, .roleBased,
                .own,
            ].map(\.rawValue), true
        ),
        (
            "listAccountPhoneNumbers", "usageType",
            [PhoneNumber.Usage.directNumber, .mainCompanyNumber, .companyNumber, .forwardedNumber].map(\.rawValue),
            false
        ),
    ]

    @Test(
        .enabled(
            if: description != nil, "Set PATCHBAY_SPECS to the folder that holds ringcentral_openapi3.json to run this."
        ))
    func `words are those of the vendor's description`() throws {
        let file = try #require(Self.description)
        let root = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let paths = try #require(root["paths"] as? [String: [String: Any]])
        for (call, property, words, isComplete) in Self.words {
            let operation = try #require(
                paths.values.lazy.flatMap(\.values).compactMap { $0 as? [String: Any] }
                    .first { $0["operationId"] as? String == call })
            var found: Set<String> = []
            Self.collect(property, in: operation["responses"] as Any, of: root, into: &found, depth: 0)
            #expect(Set(words).isSubset(of: found), "\(call) \(property): \(found)")
            if isComplete { #expect(found.isSubset(of: words), "\(call) \(property): \(found)") }
        }
    }

    /// The enumerated values of a property, at the top of an answer or in its records.
    private static func collect(
        _ property: String, in node: Any, of root: [String: Any], into found: inout Set<String>, depth: Int
    ) {
        if let list = node as? [Any] {
            for item in list { collect(property, in: item, of: root, into: &found, depth: depth) }
        }
        guard depth < 30, let object = node as? [String: Any] else { return }
        if let reference = object["$ref"] as? String {
            var target: Any = root
            for part in reference.dropFirst(2).split(separator: "/") {
                target = (target as? [String: Any])?[String(part)] ?? [String: Any]()
            }
            collect(property, in: target, of: root, into: &found, depth: depth + 1)
        }
        if let properties = object["properties"] as? [String: Any] {
            if let own = properties[property] as? [String: Any] {
                let holder = (own["items"] as? [String: Any]) ?? own
                found.formUnion((holder["enum"] as? [String]) ?? [])
                return
            }
            for name in ["records", "details"] {
                if let inner = properties[name] {
                    collect(property, in: inner, of: root, into: &found, depth: depth + 1)
                }
            }
            return
        }
        for (key, value) in object where key != "x-http-examples" {
            collect(property, in: value, of: root, into: &found, depth: depth + 1)
        }
    }

    private struct Description: Decodable {
        let paths: [String: [String: Operation]]
    }

    private struct Operation: Decodable {
        let id: String?
        let group: String?
        let scope: String?
        let permission: String?
        let feature: String?

        private enum CodingKeys: String, CodingKey {
            case id = "operationId"
            case group = "x-throttling-group"
            case scope = "x-app-permission"
            case permission = "x-user-permission"
            case feature = "x-feature"
        }

        init(from decoder: any Decoder) throws {
            // Beside operations a path holds lists and texts.
            guard let container = try? decoder.container(keyedBy: CodingKeys.self) else {
                (id, group, scope, permission, feature) = (nil, nil, nil, nil, nil)
                return
            }
            id = try container.decodeIfPresent(String.self, forKey: .id)
            group = try container.decodeIfPresent(String.self, forKey: .group)
            scope = try container.decodeIfPresent(String.self, forKey: .scope)
            permission = try container.decodeIfPresent(String.self, forKey: .permission)
            feature = try container.decodeIfPresent(String.self, forKey: .feature)
        }
    }
}
