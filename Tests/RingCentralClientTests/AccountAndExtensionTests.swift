import PatchbayCore
import PatchbayTesting
import RingCentralClient
import Testing

@Suite struct AccountAndExtensionTests {
    @Test func `an account is read with its number, status, brand and plan`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"id": 401836781008, "mainNumber": "+16505551234", "status": "Confirmed", "federated": true,
                 "serviceInfo": {"brand": {"id": "1210", "name": "RingCentral"},
                                 "servicePlan": {"id": 7, "name": "RingEX", "edition": "Premium"}}}
                """#)
        ])
        let account = try await client(stub).account.current()
        #expect(stub.requests.map(\.text) == ["GET /restapi/v1.0/account/~"])
        #expect(account.id == "401836781008")
        #expect(account.mainNumber == "+16505551234")
        #expect(account.status == .confirmed)
        #expect(account.brand?.name == "RingCentral")
        #expect(account.servicePlan?.id == "7")
        #expect(account.edition == "Premium")
        #expect(account.isFederated)
    }

    @Test func `lists are asked for with repeated names and the largest page`() async throws {
        let stub = StubTransport([.json(#"{"records": []}"#)])
        let list = client(stub).extensions.list(status: [.enabled, .notActivated], type: [.user, "RoomConnector"])
        #expect(try await list.collect().isEmpty)
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v1.0/account/~/extension?status=Enabled&status=NotActivated&type=User&type=RoomConnector"
                    + "&perPage=1000&page=1"
            ])
    }

    @Test func `an address with a plus sign is escaped`() async throws {
        let stub = StubTransport([.json(#"{"records": []}"#)])
        _ = try await client(stub).extensions.list(email: "ada+ring@example.com").collect()
        #expect(
            stub.requests.map(\.text) == [
                "GET /restapi/v1.0/account/~/extension?email=ada%2Bring%40example.com&perPage=1000&page=1"
            ])
    }

    @Test func `an extension is read whole, with ids as numbers or as text`() async throws {
        let stub = StubTransport([
            .json(
                #"""
                {"id": 401864056008, "extensionNumber": "102", "name": "Bob Johnson", "type": "User", "status": "Enabled",
                 "hidden": true, "subType": "VideoPro", "setupWizardState": "Completed",
                 "contact": {"firstName": "Bob", "lastName": "Johnson", "email": "bob@example.com", "department": "Sales",
                             "jobTitle": "Clerk", "mobilePhone": "+1", "businessPhone": "+2", "emailAsLoginName": true},
                 "site": {"id": "main-site", "name": "Main Site"},
                 "departments": [{"id": "31"}, {"id": 32}],
                 "references": [{"ref": "x", "type": "PartnerId"}, {"ref": "object-1", "type": "CustomerDirectoryId"}]}
                """#)
        ])
        let one = try await client(stub).extensions.get("401864056008")
        #expect(stub.requests.map(\.text) == ["GET /restapi/v1.0/account/~/extension/401864056008"])
        #expect(
            one
                == Extension(
                    id: "401864056008", extensionNumber: "102", name: "Bob Johnson", email: "bob@example.com",
                    emailIsLoginName: true, firstName: "Bob", lastName: "Johnson", department: "Sales",
                    jobTitle: "Clerk", mobilePhone: "+1", businessPhone: "+2", status: .enabled, type: .user,
                    subType: "VideoPro", isHidden: true, site: .init(id: "main-site", name: "Main Site"),
                    callQueueIDs: ["31", "32"], directoryReference: "object-1", setupWizardState: "Completed"))
    }

    @Test func `an extension of which only the id is known is still an extension`() async throws {
        let stub = StubTransport([.json(#"{"records": [{"id": "7", "type": "HologramUser", "status": "Dreaming"}]}"#)])
        let all = try await client(stub).extensions.list().collect()
        #expect(all == [Extension(id: "7", status: "Dreaming", type: "HologramUser")])
        #expect(all.first?.type.isPerson == false)
    }

    @Test func `the own extension is the tilde`() async throws {
        let stub = StubTransport([.json(#"{"id": 1}"#)])
        #expect(try await client(stub).extensions.current().id == "1")
        #expect(stub.requests.map(\.text) == ["GET /restapi/v1.0/account/~/extension/~"])
    }

    @Test(arguments: ["User", "FaxUser", "Fax User", "VirtualUser", "DigitalUser", "FlexibleUser"])
    func `people of all kinds count as people`(word: String) {
        #expect(Extension.Kind(rawValue: word).isPerson)
    }

    @Test(arguments: ["Department", "Room", "Site", "IvrMenu", "ApplicationExtension"])
    func `queues, rooms and menus do not`(word: String) {
        #expect(!Extension.Kind(rawValue: word).isPerson)
    }

    @Test func `an answer without records is not an empty company`() async throws {
        let stub = StubTransport([.json(#"{"paging": {"page": 1}}"#)])
        let error = await failure { _ = try await client(stub).extensions.list().collect() } as? ServiceError
        #expect(error?.category == .decoding)
        #expect(error?.message.contains("records") == true)
    }

    @Test func `every request says who is asking, and carries the token`() async throws {
        let stub = StubTransport([.json(#"{"id": 1}"#)])
        _ = try await client(stub) { $0.userAgent = "Rollout/2.0" }.extensions.current()
        #expect(stub.requests.first?.fields["User-Agent"] == "Rollout/2.0")
        #expect(stub.requests.first?.fields["Authorization"] == "Bearer token-of-the-test")
        #expect(stub.requests.first?.fields["Accept-Language"] == nil)
    }
}
