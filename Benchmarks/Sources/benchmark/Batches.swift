import Foundation
import GraphClient
import PatchbayCore

/// Installs by the batch, without limits: how fast the client itself is.
enum Batches {
    static func run(port: String, items: Int, transport: String) async throws {
        try await Clients.withGraph(port: port, transport: transport) { graph in
            let operation = APIOperation("installations.install")
            let body = Data(
                #"{"teamsApp@odata.bind":"https://graph.microsoft.com/v1.0/appCatalogs/teamsApps/b1c5353a-7aca-41b3-830f-27d5218fe0e5"}"#
                    .utf8)
            let batch = (0..<items).map { number in
                BatchItem(
                    id: BatchItem.ID("\(number)"), operation: operation, method: .post,
                    path: "/users/57ff2da0-773e-42df-b2af-\(number)/teamwork/installedApps", body: body)
            }
            let measure = Measure()
            let answers = try await graph.send(batch: batch)
            let good = answers.values.count { answer in
                if case .answered(let response) = answer { response.status == 201 } else { false }
            }
            measure.report("batch.\(transport)", count: good)
        }
    }
}
