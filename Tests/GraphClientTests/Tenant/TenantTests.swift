import GraphClient
import PatchbayCore
import PatchbayTesting
import Testing

@Suite struct TenantTests {
    @Test func `the organization comes with its domains`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"t","displayName":"Contoso","countryLetterCode":"DE","tenantType":"AAD","verifiedDomains":[{"name":"contoso.com","isDefault":true,"isInitial":false,"type":"Managed"}]}]}"#
        )
        let organization = try await bench.graph.tenant.organization()
        #expect(
            organization
                == Organization(
                    id: "t", displayName: "Contoso", countryLetterCode: "DE", tenantType: "AAD",
                    verifiedDomains: [.init(name: "contoso.com", isDefault: true, isInitial: false)]))
        #expect(
            bench.stub.requests.map(\.readable) == [
                "/v1.0/organization?$select=id,displayName,countryLetterCode,tenantType,verifiedDomains"
            ])
    }

    @Test func `an empty answer is no organization`() async throws {
        let error = await #expect(throws: ServiceError.self) {
            try await Bench(#"{"value":[]}"#).graph.tenant.organization()
        }
        #expect(error?.category == .decoding)
    }

    @Test func `whether Teams is on can be yes, no or not said`() async throws {
        #expect(
            try await Bench(#"{"isTeamsEnabled":true,"region":"EMEA"}"#).graph.tenant.teamwork()
                == Teamwork(isTeamsEnabled: true, region: "EMEA"))
        #expect(try await Bench(#"{"isTeamsEnabled":false}"#).graph.tenant.teamwork().isTeamsEnabled == false)
        #expect(try await Bench(#"{"id":"x"}"#).graph.tenant.teamwork().isTeamsEnabled == nil)
    }

    @Test func `products come with units and plans`() async throws {
        let bench = Bench(
            #"{"value":[{"id":"s","skuId":"S","skuPartNumber":"SPE_E5","capabilityStatus":"Warning","consumedUnits":5,"prepaidUnits":{"enabled":10,"suspended":0,"warning":1,"lockedOut":0},"servicePlans":[{"servicePlanId":"P"}]}]}"#
        )
        #expect(
            try await bench.graph.tenant.subscribedSkus() == [
                SubscribedSku(
                    id: "s", skuID: "S", skuPartNumber: "SPE_E5", capabilityStatus: .warning, consumedUnits: 5,
                    prepaidUnits: .init(enabled: 10, warning: 1, suspended: 0),
                    servicePlans: [ServicePlan(servicePlanID: "P")])
            ])
        #expect(bench.sent == ["GET /v1.0/subscribedSkus"])
    }
}
