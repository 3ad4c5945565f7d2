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
