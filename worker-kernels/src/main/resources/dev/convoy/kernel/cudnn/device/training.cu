// The loss, in double, and the updates of Deeplearning4j's common updaters.

// In the order of Loss.Kind.
enum { SOFTMAX_CROSS_ENTROPY, SIGMOID_CROSS_ENTROPY, MEAN_SQUARED_ERROR };

// One block of 256 threads for each example. Either gradient or outputs may be absent.
extern "C" __global__ void loss(const float* z, const float* labels, const float* weights, int classes, int kind,
                                Value* gradient, float* outputs, double* losses) {
    Long first = (Long)blockIdx.x * classes;
    double sum = 0, mass = 0, lost = 0, greatest = z[first];
    if (kind == SOFTMAX_CROSS_ENTROPY) {
        for (int k = threadIdx.x; k < classes; k += 256) greatest = fmax(greatest, (double)z[first + k]);
        greatest = ofBlock<greater>(greatest);
        for (int k = threadIdx.x; k < classes; k += 256) {
            sum += exp(z[first + k] - greatest);
            mass += (double)weights[k] * labels[first + k];
        }
        sum = ofBlock<added>(sum);
        mass = ofBlock<added>(mass);
    }
    for (int k = threadIdx.x; k < classes; k += 256) {
        double value = z[first + k], label = labels[first + k], weight = weights[k], byValue, shown;
        if (kind == SOFTMAX_CROSS_ENTROPY) {
            shown = exp(value - greatest) / sum;
            byValue = shown * mass - weight * label;
            lost += weight * label * (log(sum) - (value - greatest));
        } else if (kind == SIGMOID_CROSS_ENTROPY) {
            shown = 1 / (1 + exp(-value));
            byValue = weight * (shown - label);
            lost += weight * (fmax(value, 0.0) + log1p(exp(-fabs(value))) - label * value);
        } else {
            shown = value;
            byValue = 2 * weight * (value - label) / classes;
            lost += weight * (value - label) * (value - label) / classes;
        }
        if (gradient) gradient[first + k] = narrow(byValue);
        if (outputs) outputs[first + k] = shown;
    }
    lost = ofBlock<added>(lost);
    if (threadIdx.x == 0) losses[blockIdx.x] = lost;
}

// One block: adds the losses to the total.
extern "C" __global__ void add_losses(const double* losses, int size, double* total) {
    double sum = 0;
    for (int i = threadIdx.x; i < size; i += 256) sum += losses[i];
    sum = ofBlock<added>(sum);
    if (threadIdx.x == 0) *total += sum;
}

// In the order of SegmentUpdate.Rule.
enum { SUBTRACT_GRADIENT, SGD, NESTEROVS, RMS_PROP, ADAM };

// One segment's numbers in this step, as SegmentUpdate has them.
struct Step {
    int rule;
    float divisor, l2, decay, rate, first, second, epsilon;
};

// A run of consecutive values of one segment: which segment, where in the vectors, and how many values.
struct Run {
    Long from, firstState, secondState;
    int segment, count;
};

// One block of 256 threads for each run: applies the rule to g / divisor + l2 · p, then adds decay · p.
extern "C" __global__ void update(float* parameters, const float* gradient, float* states, const Run* runs,
                                  const Step* steps) {
    Run run = runs[blockIdx.x];
    Step step = steps[run.segment];
    for (int i = threadIdx.x; i < run.count; i += 256) {
        float p = parameters[run.from + i];
        float g = gradient[run.from + i] / step.divisor + step.l2 * p;
        float change = g;
        float* first = states + run.firstState + i;
        float* second = states + run.secondState + i;
        if (step.rule == SGD) {
            change = step.rate * g;
        } else if (step.rule == NESTEROVS) {
            float before = step.first * *first;
            float after = before - step.rate * g;
            *first = after;
            change = before + (-step.first - 1) * after;
        } else if (step.rule == RMS_PROP) {
            float mean = *first * step.first + g * g * (1 - step.first);
            *first = mean;
            change = step.rate * g / (sqrtf(mean) + step.epsilon);
        } else if (step.rule == ADAM) {
            float mean = step.first * *first + g * (1 - step.first);
            float square = step.second * *second + g * g * (1 - step.second);
            *first = mean;
            *second = square;
            change = mean * step.rate / (sqrtf(square) + step.epsilon);
        }
        parameters[run.from + i] = p - (change + step.decay * p);
    }
}
