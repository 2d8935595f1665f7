// Each makes its panels, or none where the records are missing.
#pragma once

#include <vector>

#include "figure/figure.h"
#include "plot/records.h"

namespace lrscope {

std::vector<Panel> rate_panels(const RecordSet& records);
std::vector<Panel> skill_panels(const RecordSet& records);
std::vector<Panel> trajectory_panels(const RecordSet& records);
std::vector<Panel> sharpness_panels(const RecordSet& records);
std::vector<Panel> stability_panels(const RecordSet& records);
std::vector<Panel> gradient_panels(const RecordSet& records);
std::vector<Panel> prediction_panels(const RecordSet& records);
std::vector<Panel> path_panels(const RecordSet& records);
std::vector<Panel> along_panels(const RecordSet& records);
std::vector<Panel> spectrum_panels(const RecordSet& records);
std::vector<Panel> change_panels(const RecordSet& records);
std::vector<Panel> range_test_panels(const RecordSet& records);
std::vector<Panel> map_panels(const RecordSet& records);

}  // namespace lrscope
